// The list of one's activities: page by page, and anew when something changes.
import { useEffect, useState } from 'preact/hooks';
import type { Client } from '@urql/core';
import { faultOf } from '../../hub/fault';
import { live } from '../../hub/live';
import {
  MineActivitiesDocument,
  MineChangesDocument,
  type ActivityFilter,
  type ActivityStatus,
  type MineActivitiesQuery,
} from '../../../generated/graphql';
import { useSession, type Viewer } from '../session';

type Page = MineActivitiesQuery['activities'];
export type Row = Page['nodes'][number];

export const STATUSES: ActivityStatus[] = ['DRAFT', 'RETURNED', 'IN_REVIEW', 'PUBLISHED', 'CANCELLED', 'ARCHIVED', 'WITHDRAWN'];
/** Changes that come together are one reason to look. */
const TOGETHER_MS = 400;

/** What is one's own: of the institution, of the municipality, or all. */
export function ownFilter({ institution, municipality }: Viewer): ActivityFilter {
  if (institution) return { institution: [institution.id] };
  return municipality ? { municipality: [municipality.code] } : {};
}

interface Shown {
  rows: Row[];
  total: number;
  hasMore: boolean;
}

async function page(client: Client, filter: ActivityFilter, after: string | null): Promise<Page> {
  const { data, error } = await client.query(MineActivitiesDocument, { filter, after }, { requestPolicy: 'network-only' }).toPromise();
  if (!data) throw error;
  return data.activities;
}

/** The first pages of the list, until as many rows are there as are wanted. */
async function pages(client: Client, filter: ActivityFilter, wanted: number): Promise<Shown> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, totalCount, pageInfo } = await page(client, filter, after);
    rows.push(...nodes);
    after = (pageInfo.hasNextPage && pageInfo.endCursor) || null;
    if (!after || rows.length >= wanted) return { rows, total: totalCount, hasMore: after !== null };
  }
}

export function useMine(narrow: ActivityFilter) {
  const { client, key, viewer, isOver } = useSession();
  const own = ownFilter(viewer);
  const filter = { ...own, status: STATUSES, ...narrow };
  const asked = JSON.stringify(filter);
  const [shown, setShown] = useState<Shown>();
  const [fault, setFault] = useState<string>();
  const [wanted, setWanted] = useState(1);
  const [news, setNews] = useState(0);

  useEffect(() => setWanted(1), [asked]);

  useEffect(() => {
    let isMeant = true;
    pages(client, JSON.parse(asked), wanted).then(
      (shown) => {
        if (!isMeant) return;
        setShown(shown);
        setFault(undefined);
      },
      (error) => isMeant && setFault(faultOf(error)),
    );
    return () => {
      isMeant = false;
    };
  }, [client, asked, wanted, news]);

  useEffect(() => {
    if (isOver) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => setNews((news) => news + 1), TOGETHER_MS);
    };
    const socket = live(() => {}, key);
    socket.follow(MineChangesDocument, { filter: { ...own, status: STATUSES } }, look, { cursor: (item) => item.activityChanges.cursor });
    return () => {
      clearTimeout(waiting);
      socket.close();
    };
  }, [key, isOver]);

  return { shown, fault, more: () => setWanted((shown?.rows.length ?? 0) + 1), again: () => setNews(news + 1) };
}
