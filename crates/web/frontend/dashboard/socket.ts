// The socket of a dashboard: whether it is open, and how often it came back.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActivityFilter, DashboardCountsSubscription } from '../../generated/graphql';
import { DashboardCountsDocument } from '../../generated/graphql';
import { live, type Connection, type Live, type Refusal } from '../hub/live';
import type { Answer, Failure } from './ask';

const RETRY_MS = 5_000;

export type Counts = DashboardCountsSubscription['statisticsChanges'];

export interface Socket {
  socket: Live;
  /** Nothing as long as it is opened for the first time. */
  connection?: Connection;
  /** How often it was opened. */
  times: number;
}

export function useSocket(): Socket {
  const [state, setState] = useState<Omit<Socket, 'socket'>>({ times: 0 });
  const socket = useRef<Live>(undefined);
  socket.current ??= live((next) =>
    setState(({ connection, times }) => {
      if (next.live) return { connection: next, times: times + 1 };
      // Each try that fails tells of it: it is behind since the first.
      return { connection: connection?.live === false ? connection : next, times };
    }),
  );
  useEffect(() => () => socket.current?.close(), []);
  return { socket: socket.current, ...state };
}

export interface Rounds {
  round: number;
  /** Why the last round ended, until the next one is well. */
  failure?: Failure;
  again: (failure?: Failure) => void;
  refused: (refusal: Refusal) => void;
  well: () => void;
}

/** Begins anew after a failure: in a while, or at once where only the cursor was too old. */
export function useRounds(): Rounds {
  const [round, setRound] = useState(0);
  const [failure, setFailure] = useState<Failure>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = (next?: Failure) => {
    clearTimeout(timer.current);
    setFailure((last) => next && { ...next, since: last?.since ?? next.since });
    timer.current = setTimeout(() => setRound((round) => round + 1), next ? RETRY_MS : 0);
  };
  const refused = ({ code, message }: Refusal) => again(code === 'CURSOR_TOO_OLD' ? undefined : { since: new Date(), why: message });
  useEffect(() => () => clearTimeout(timer.current), []);
  return { round, failure, again, refused, well: () => setFailure(undefined) };
}

/** How many activities there are; told anew after each break. */
export function useCounts(socket: Live, filter: ActivityFilter): Answer<Counts> {
  const [value, setCounts] = useState<Counts>();
  const { round, failure, refused, well } = useRounds();
  useEffect(() => {
    const onItem = ({ statisticsChanges }: DashboardCountsSubscription) => {
      well();
      setCounts(statisticsChanges);
    };
    return socket.follow(DashboardCountsDocument, { filter }, onItem, { onRefused: refused });
  }, [round]);
  return { value, failure };
}
