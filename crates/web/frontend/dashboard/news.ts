// What is new: what was published last, then each change as it comes; a row for each activity.
import { useClient } from '@urql/preact';
import { useEffect, useState } from 'preact/hooks';
import type { ActivityChangeKind, ActivityFilter, DashboardChangesSubscription, DashboardNewsFragment } from '../../generated/graphql';
import { DashboardBeginDocument, DashboardChangesDocument, DashboardNewestDocument } from '../../generated/graphql';
import type { Live } from '../hub/live';
import { ask, failureOf, type Failure } from './ask';
import { useRounds } from './socket';

const ROWS = 11;

export interface Row {
  /** What tells this news from others, also on the same activity. */
  key: string;
  kind: ActivityChangeKind;
  at: string;
  activity: DashboardNewsFragment;
  isNew: boolean;
}

export interface News {
  rows?: Row[];
  /** How many changes came, also such as take a row away. */
  changes: number;
  /** How many changes came that are shown. */
  arrivals: number;
}

type Change = DashboardChangesSubscription['activityChanges'];

export function useNews(socket: Live, filter: ActivityFilter): { value: News; failure?: Failure } {
  const client = useClient();
  const [value, setNews] = useState<News>({ changes: 0, arrivals: 0 });
  const { round, failure, again, refused, well } = useRounds();
  useEffect(() => {
    let isOver = false;
    let stop = () => {};
    const begin = async () => {
      // Before what is there is read, so that nothing falls between.
      const { journalEnd } = await ask(client, DashboardBeginDocument, {});
      const upcoming = { ...filter, from: new Date().toISOString() };
      const { activities } = await ask(client, DashboardNewestDocument, { filter: upcoming, first: ROWS });
      if (isOver) return;
      well();
      setNews(({ changes, arrivals }) => ({ changes: changes + 1, arrivals, rows: activities.nodes.map(published) }));
      const onItem = ({ activityChanges }: DashboardChangesSubscription) => setNews((news) => withChange(news, activityChanges));
      const options = { cursor: (item: DashboardChangesSubscription) => item.activityChanges.cursor, onRefused: refused };
      stop = socket.follow(DashboardChangesDocument, { filter, after: journalEnd }, onItem, options);
    };
    begin().catch((error) => {
      if (!isOver) again(failureOf(error));
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [round]);
  return { value, failure };
}

/** A row of what was there already. */
function published(activity: DashboardNewsFragment): Row {
  const isCancelled = activity.status === 'CANCELLED';
  const at = isCancelled ? activity.updatedAt : (activity.publishedAt ?? activity.updatedAt);
  return { key: activity.id, kind: isCancelled ? 'CANCELLED' : 'PUBLISHED', at, activity, isNew: false };
}

/** The news after one more change: what can be shown stands first, what no longer matches goes. */
export function withChange({ rows = [], changes, arrivals }: News, change: Change): News {
  const others = rows.filter(({ activity }) => activity.id !== change.activityId);
  const { activity, transition, cursor, kind, at } = change;
  if (!activity || transition === 'LEFT') return { rows: others, changes: changes + 1, arrivals };
  const row = { key: cursor, kind, at, activity, isNew: true };
  return { rows: [row, ...others].slice(0, ROWS), changes: changes + 1, arrivals: arrivals + 1 };
}
