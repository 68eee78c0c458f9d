// What went wrong with a request, in words for the person at the page.
import type { CombinedError } from '@urql/core';
import { messages, say } from './messages';

/** Why a request was not answered. */
export function faultOf(error: CombinedError): string {
  // No answer came, or it broke off.
  if (error.networkError && (!error.response || error.response.ok)) return messages.common.faults.offline;
  return refusalOf(error.graphQLErrors[0], error.response?.status);
}

/** An error as the hub tells it. */
export interface Told {
  message: string;
  extensions?: { code?: unknown };
}

/** What an answer means that is no data: its first error, and its status for one that somebody else gave. */
export function refusalOf(first: Told | undefined, status: number | undefined): string {
  const words = messages.common.faults;
  switch (first?.extensions?.code) {
    case 'UNAUTHENTICATED':
      return words.key;
    case 'FORBIDDEN':
      return words.forbidden;
    case 'TOO_MANY_REQUESTS':
    case 'TOO_MANY_CONNECTIONS':
    case 'TIMED_OUT':
      return words.busy;
    case 'NOT_WRITABLE':
      return words.notWritable;
    case 'INTERNAL':
      return `${words.ours} ${first.message}`;
    case 'BAD_ARGUMENT':
      return say(words.argument, { why: first.message });
    default:
      return first?.message ?? (status === 429 ? words.busy : words.other);
  }
}

/** Whether the key is no longer good. */
export function isSignedOut(error: CombinedError): boolean {
  return error.response?.status === 401 || error.graphQLErrors.some((one) => one.extensions?.code === 'UNAUTHENTICATED');
}
