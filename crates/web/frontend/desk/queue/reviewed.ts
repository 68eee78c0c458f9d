// The activity that an editor looks at, as it was when it was read.
import { useEffect, useState } from 'preact/hooks';
import { faultOf } from '../../hub/fault';
import { messages } from '../../hub/messages';
import { useSession } from '../session';
import {
  ReviewedDocument,
  ReviewHistoryDocument,
  type ReviewedActivityFragment,
  type ReviewHistoryQuery,
} from '../../../generated/graphql';

export type Reviewed = ReviewedActivityFragment;
export type Step = NonNullable<ReviewHistoryQuery['activity']>['history']['nodes'][number];

export function useReviewed(id: string) {
  const { client } = useSession();
  const [activity, setActivity] = useState<Reviewed>();
  const [fault, setFault] = useState<string>();
  /** What happened since the version that was read before. */
  const [since, setSince] = useState<Step[]>([]);

  async function load() {
    const { data, error } = await client.query(ReviewedDocument, { id }).toPromise();
    const isGone = data?.activity === null;
    setFault(error ? faultOf(error) : isGone ? messages.desk.queue.gone : undefined);
    // What is gone stays on the page, with what was typed beside it.
    if (data) setActivity((known) => data.activity ?? known);
  }

  /** Reads it again, and what happened to it meanwhile. */
  async function catchUp() {
    const seen = activity?.version ?? 0;
    await load();
    const { data } = await client.query(ReviewHistoryDocument, { id }).toPromise();
    setSince((data?.activity?.history.nodes ?? []).filter(({ version }) => version > seen));
  }

  useEffect(() => void load(), [client, id]);

  return { activity, fault, since, load, catchUp };
}
