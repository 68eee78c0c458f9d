// How something stands that is not as one would expect.
import { messages } from './messages';
import { day, isOver, time, type Span } from './time';

const words = messages.site;

export interface Standing extends Span {
  status: string;
  previousStartsAt?: string | null;
}

/** Put off, and nobody knows until when. */
const isOpen = ({ status, startsAt, previousStartsAt }: Standing) =>
  status === 'POSTPONED' && (!previousStartsAt || Date.parse(previousStartsAt) === Date.parse(startsAt));

const isCancelled = (activity: string, { status }: Standing) => activity === 'CANCELLED' || status === 'CANCELLED';

/** Whether nobody needs to go there. */
export const isOff = (activity: string, occurrence: Standing) =>
  isCancelled(activity, occurrence) || isOpen(occurrence) || isOver(occurrence);

/** What is said of an occurrence of an activity with this status; nothing when it takes place as announced. */
export function markOf(activity: string, occurrence: Standing, dayOf: (at: string) => string = day): string | undefined {
  const { status, previousStartsAt, allDay } = occurrence;
  if (isCancelled(activity, occurrence)) return words.cancelled;
  if (isOpen(occurrence)) return words.postponedOpen;
  if (isOver(occurrence)) return words.over;
  if (status === 'POSTPONED' && previousStartsAt) {
    return [words.postponedFrom, dayOf(previousStartsAt), ...(allDay ? [] : [time(previousStartsAt)])].join(' ');
  }
  return { SOLD_OUT: words.soldOut, NOT_ON_SALE: words.notOnSale }[status];
}
