// What the map shows: all that was found, as far as it has a place, page by page.
import { useEffect, useState } from 'preact/hooks';
import { useClient } from '@urql/preact';
import type { CombinedError } from '@urql/core';
import { PointsDocument, type ActivityFilter, type PointsQuery } from '../../generated/graphql';
import type { Point } from './geometry';

type Node = PointsQuery['activities']['nodes'][number];
/** An activity at a known point. */
export type Pin = Node & { point: Point; placeName: string };

/** More than this is no map but a blot: then it says so. */
const MOST = 1000;

export interface Pins {
  pins: Pin[];
  /** How many were found, and how many of them were looked at. */
  total: number;
  read: number;
  isBusy: boolean;
  error?: CombinedError;
}

export function usePins(filter: ActivityFilter | undefined): Pins {
  const client = useClient();
  const [found, setFound] = useState<Pins>({ pins: [], total: 0, read: 0, isBusy: true });
  useEffect(() => {
    if (!filter) return;
    let isWanted = true;
    const read = async () => {
      const nodes: Node[] = [];
      let after: string | null | undefined;
      setFound((last) => ({ ...last, isBusy: true }));
      do {
        const { data, error } = await client.query(PointsDocument, { filter, after }).toPromise();
        if (!isWanted) return;
        if (!data) return setFound((last) => ({ ...last, isBusy: false, error }));
        nodes.push(...data.activities.nodes);
        const { hasNextPage, endCursor } = data.activities.pageInfo;
        after = hasNextPage && nodes.length < MOST ? endCursor : undefined;
        setFound({ pins: nodes.flatMap(pinOf), total: data.activities.totalCount, read: nodes.length, isBusy: after !== undefined });
      } while (after);
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [JSON.stringify(filter)]);
  return found;
}

function pinOf(node: Node): Pin[] {
  const { place } = node;
  return place?.point ? [{ ...node, point: place.point, placeName: place.name }] : [];
}
