// The hub as the pages see it: its public endpoint and nothing else.
import { Client, fetchExchange, mapExchange, type CombinedError } from '@urql/core';
import { language } from './messages';

export const endpoint = '/graphql';

/** Who is asked over a cut cable never answers, and a browser asks only so many at once: so they are given up. */
export const PATIENCE_MS = { GET: 10_000, POST: 30_000 };

const patient: typeof fetch = (input, init = {}) => {
  const limit = AbortSignal.timeout(PATIENCE_MS[init.method === 'POST' ? 'POST' : 'GET']);
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, limit]) : limit });
};

/** A client for queries and mutations; without a key it asks as any visitor does. */
export function connect(key?: string, onError: (error: CombinedError) => void = () => {}): Client {
  return new Client({
    url: endpoint,
    exchanges: [mapExchange({ onError }), fetchExchange],
    fetch: patient,
    // What visitors ask is asked by GET, so that the browser keeps answers by their tags. A key is asked for by POST.
    preferGetMethod: key === undefined ? 'within-url-limit' : false,
    fetchOptions: () => ({ credentials: 'omit', headers: headersOf(key) }),
  });
}

export function headersOf(key?: string): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': language, 'GraphQL-Require-Preflight': '1' };
  return key === undefined ? headers : { ...headers, Authorization: `Bearer ${key}` };
}
