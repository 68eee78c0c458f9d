// A list that grows at its end.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useClient } from '@urql/preact';
import type { CombinedError } from '@urql/core';
import { ListDocument, type ListQuery, type ListQueryVariables } from '../../generated/graphql';
import { useAsk } from './ask';

export type Row = ListQuery['activities']['nodes'][number];
const PAGE = 20;

export interface Rows {
  total?: number;
  rows: Row[];
  isBusy: boolean;
  error?: CombinedError;
  /** What went wrong with reading on. */
  moreError?: CombinedError;
  retry: () => void;
  /** Reads on; nothing when all is there. */
  more?: () => void;
}

export function useRows(asked: Pick<ListQueryVariables, 'filter' | 'order'> | undefined): Rows {
  const client = useClient();
  const variables = asked && { ...asked, first: PAGE };
  const first = useAsk(ListDocument, variables);
  const [next, setNext] = useState<ListQuery['activities'][]>([]);
  const [failed, setFailed] = useState<CombinedError>();
  // What followed an older answer does not follow this one.
  const head = useRef(first.data);
  head.current = first.data;
  useEffect(() => {
    setNext([]);
    setFailed(undefined);
  }, [first.data]);
  const pages = first.data ? [first.data.activities, ...next] : [];
  const last = pages.at(-1);

  async function more() {
    const { data, error } = await client.query(ListDocument, { ...variables!, after: last?.pageInfo.endCursor }).toPromise();
    if (head.current !== first.data) return;
    setFailed(error);
    if (data) setNext([...next, data.activities]);
  }

  return {
    total: last?.totalCount,
    rows: pages.flatMap((page) => page.nodes),
    isBusy: first.isBusy,
    error: first.error,
    moreError: failed,
    retry: first.retry,
    more: last?.pageInfo.hasNextPage && !first.isBusy ? () => void more() : undefined,
  };
}
