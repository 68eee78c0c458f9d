// What GraphiQL keeps in this browser. Keys are not among it: whoever sits here next does not get them.
import { createLocalStorage, type Storage } from '@graphiql/toolkit';

/** What the history is kept as. It writes headers down whatever GraphiQL is told. */
const HISTORY = ['graphiql:queries', 'graphiql:favorites'];
const local = createLocalStorage({ namespace: 'kulturhub' });

export const storage: Storage = {
  ...local,
  get length() {
    return local.length;
  },
  setItem: (name, value) => local.setItem(name, HISTORY.includes(name) ? withoutHeaders(value) : value),
};

function withoutHeaders(history: string): string {
  return JSON.stringify(JSON.parse(history), (name, value) => (name === 'headers' ? undefined : value));
}
