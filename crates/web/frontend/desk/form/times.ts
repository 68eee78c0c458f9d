// Wall clocks out of the times that the hub tells, which carry the offset of their place.
import type { OccurrenceDraft } from './draft';

const clock = (at: string) => at.slice(11, 16);
export const date = (at: string) => at.slice(0, 10);
/** `+01:00`, as it ends a time. */
const offset = (at: string) => at.match(/(Z|[+-]\d\d:\d\d)$/)?.[0];

interface Times {
  startsAt: string;
  endsAt?: string | null;
  allDay?: { from: string; to: string } | null;
  timeZone: string;
}

export function ofTimes({ startsAt, endsAt, allDay, timeZone }: Times): Omit<OccurrenceDraft, 'capacity' | 'place' | 'room' | 'status'> {
  if (allDay) {
    const endDate = allDay.to === allDay.from ? '' : allDay.to;
    return { isAllDay: true, date: allDay.from, from: '', endDate, to: '', timeZone };
  }
  return {
    isAllDay: false,
    date: date(startsAt),
    from: clock(startsAt),
    startOffset: offset(startsAt),
    endDate: endsAt && date(endsAt) !== date(startsAt) ? date(endsAt) : '',
    to: endsAt ? clock(endsAt) : '',
    endOffset: endsAt ? offset(endsAt) : undefined,
    timeZone,
  };
}
