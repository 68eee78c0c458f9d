// Following what happens, over a socket that heals: after a break it goes on from the last cursor.
import { createClient, type Client } from 'graphql-ws';
import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { endpoint } from './client';
import { language } from './messages';

/** How long a silent connection is believed in. */
const SILENCE_MS = 10_000;
const PATIENCE_MS = 5_000;
const LONGEST_WAIT_MS = 5_000;

/** `live` as long as the socket is open; else since when nothing came. */
export type Connection = { live: true } | { live: false; since: Date };

/** Why a socket can't be opened again: what was asked for is not possible, or the key is no longer good. */
export type Refusal = { code: string; message: string };

export interface Live {
  follow<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    onItem: (item: Data) => void,
    options?: { cursor?: (item: Data) => string; onRefused?: (refusal: Refusal) => void },
  ): () => void;
  close(): void;
}

/** A socket for this key; without one it follows as any visitor does. */
export function live(onConnection: (connection: Connection) => void, key?: string): Live {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  // A cut cable says nothing, and takes no farewell either: so the socket is given up at once.
  const expectWithin = (ms: number) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => client.terminate(), ms);
  };
  const client: Client = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}${endpoint}`,
    connectionParams: { ...(key && { Authorization: `Bearer ${key}` }), 'Accept-Language': language },
    keepAlive: SILENCE_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !(event instanceof CloseEvent && [4400, 4401, 4403].includes(event.code)),
    retryWait: (tries) => wait(Math.min(LONGEST_WAIT_MS, 100 * 2 ** tries) * (0.5 + Math.random() / 2)),
    on: {
      connecting: () => expectWithin(SILENCE_MS),
      connected: () => {
        clearTimeout(waiting);
        onConnection({ live: true });
      },
      closed: () => {
        clearTimeout(waiting);
        onConnection({ live: false, since: new Date() });
      },
      ping: (received) => {
        if (!received) expectWithin(PATIENCE_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(waiting);
      },
    },
  });
  return {
    close: () => void client.dispose(),
    follow: (document, variables, onItem, options = {}) => {
      // The client sends this very object again after a break: so it is the place for the last cursor.
      const asked = { query: stringifyDocument(document), variables: { ...variables } as Record<string, unknown> };
      return client.subscribe(asked, {
        next: ({ data, errors }) => {
          if (errors?.[0]) return options.onRefused?.(refusalOf(errors[0]));
          const item = data as never;
          if (options.cursor) asked.variables.after = options.cursor(item);
          onItem(item);
        },
        error: (error) => options.onRefused?.(refusalOf(Array.isArray(error) ? error[0] : error)),
        complete: () => {},
      });
    },
  };
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

function refusalOf(error: unknown): Refusal {
  if (error instanceof CloseEvent) return { code: String(error.code), message: error.reason };
  const told = error as { message?: string; extensions?: { code?: string } };
  return { code: told?.extensions?.code ?? 'UNKNOWN', message: told?.message ?? String(error) };
}
