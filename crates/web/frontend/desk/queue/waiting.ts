// What waits for this editor: read once, then followed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { faultOf } from '../../hub/fault';
import { live, type Connection } from '../../hub/live';
import { useSession } from '../session';
import {
  ReviewQueueChangesDocument,
  ReviewQueueDocument,
  ReviewQueueEndDocument,
  type ReviewQueueChangesSubscription,
  type ReviewQueueQuery,
  type WaitingItemFragment,
} from '../../../generated/graphql';

export type WaitingItem = WaitingItemFragment;
type Change = ReviewQueueChangesSubscription['reviewQueueChanges'];

export interface Waiting {
  /** The oldest first; undefined as long as nobody has answered. */
  items?: WaitingItem[];
  /** How many wait, those that are not read yet too. */
  count: number;
  /** Where the next page begins; undefined when all are read. */
  next?: string;
}

const sameMoment = (one: WaitingItem, other: WaitingItem) => Date.parse(one.since) - Date.parse(other.since);
const byAge = (one: WaitingItem, other: WaitingItem) =>
  sameMoment(one, other) || (one.activity.id < other.activity.id ? -1 : 1);

function withPage(known: WaitingItem[], { reviewQueue }: ReviewQueueQuery): Waiting {
  const read = new Set(reviewQueue.nodes.map((item) => item.activity.id));
  const { hasNextPage, endCursor } = reviewQueue.pageInfo;
  return {
    items: [...known.filter((item) => !read.has(item.activity.id)), ...reviewQueue.nodes],
    count: reviewQueue.totalCount,
    next: hasNextPage ? (endCursor ?? undefined) : undefined,
  };
}

function withChange(waiting: Waiting, { item, activityId, waiting: count }: Change): Waiting {
  const others = (waiting.items ?? []).filter(({ activity }) => activity.id !== activityId);
  const last = waiting.items?.at(-1);
  // What lies beyond the pages that were read comes with its page.
  const isBeyond = item && last && waiting.next !== undefined && byAge(item, last) > 0;
  return { ...waiting, count, items: item && !isBeyond ? [...others, item].sort(byAge) : others };
}

/** What waits, of one municipality or of all that this key decides for; `onEntered` hears of what comes. */
export function useWaiting(municipality: string | undefined, onEntered: (item: WaitingItem) => void) {
  const { client, key } = useSession();
  const [waiting, setWaiting] = useState<Waiting>({ count: 0 });
  const [fault, setFault] = useState<string>();
  const [connection, setConnection] = useState<Connection>({ live: true });
  const [round, setRound] = useState(0);
  // Which reading is the present one: a page of another is not its own.
  const reading = useRef<object>({});

  useEffect(() => {
    let isOver = false;
    reading.current = {};
    const socket = live((now) => isOver || setConnection(now), key);

    function take(change: Change) {
      setWaiting((known) => withChange(known, change));
      if (change.transition === 'ENTERED' && change.item) onEntered(change.item);
    }

    /** A socket that is refused may mean a key that is: whoever asks hears so. */
    async function explain(message: string) {
      const { error } = await client.query(ReviewQueueEndDocument, {}).toPromise();
      if (!isOver) setFault(error ? faultOf(error) : message);
    }

    async function begin() {
      const end = await client.query(ReviewQueueEndDocument, {}).toPromise();
      const page = await client.query(ReviewQueueDocument, { municipality }).toPromise();
      if (isOver) return;
      const error = end.error ?? page.error;
      setFault(error && faultOf(error));
      if (!end.data || !page.data) return;
      setWaiting(withPage([], page.data));
      socket.follow(
        ReviewQueueChangesDocument,
        { municipality, after: end.data.journalEnd },
        ({ reviewQueueChanges }) => take(reviewQueueChanges),
        {
          cursor: ({ reviewQueueChanges }) => reviewQueueChanges.cursor,
          onRefused: ({ code, message }) => void (code === 'CURSOR_TOO_OLD' ? setRound((known) => known + 1) : explain(message)),
        },
      );
    }

    void begin();
    return () => {
      isOver = true;
      socket.close();
    };
  }, [client, key, municipality, round]);

  async function more() {
    const own = reading.current;
    const { data, error } = await client.query(ReviewQueueDocument, { municipality, after: waiting.next }).toPromise();
    if (own !== reading.current) return;
    setFault(error && faultOf(error));
    if (data) setWaiting((known) => withPage(known.items ?? [], data));
  }

  /** It no longer waits: this editor decided. */
  function remove(id: string) {
    setWaiting((known) => {
      const items = known.items?.filter(({ activity }) => activity.id !== id);
      return { ...known, items, count: known.count - ((known.items?.length ?? 0) - (items?.length ?? 0)) };
    });
  }

  return { ...waiting, fault, connection, more, remove, retry: () => setRound((known) => known + 1) };
}
