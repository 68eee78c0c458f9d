// Days and times as people read them, by the clock of the region.
import { locale } from './messages';

/** The zone of the region. */
export const ZONE = 'Europe/Copenhagen';

const formats = {
  day: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: ZONE }),
  shortDay: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: ZONE }),
  time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: ZONE }),
  month: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: ZONE }),
  // Sweden writes days as ISO 8601 does.
  iso: new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }),
};

type Moment = string | Date;

/** `fredag den 27. november 2026`. */
export const day = (at: Moment) => formats.day.format(new Date(at));
/** `fre. 27. nov.`. */
export const shortDay = (at: Moment) => formats.shortDay.format(new Date(at));
/** `19.30`. */
export const time = (at: Moment) => formats.time.format(new Date(at));
/** `november 2026`. */
export const month = (at: Moment) => formats.month.format(new Date(at));
/** The day there, as `2026-11-27`. */
export const isoDay = (at: Moment) => formats.iso.format(new Date(at));

/** A day as the middle of it, which is that day in every zone of Europe. */
export const noon = (iso: string) => new Date(`${iso}T12:00:00Z`);

/** Whether a text is a day, as `2026-11-27`: a real one. */
export function isDay(text: string): boolean {
  const at = noon(text);
  return text.length === 10 && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** So many days later, as ISO days. */
export function later(iso: string, days: number): string {
  const moved = noon(iso);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** The Monday of the week of a day, as an ISO day. */
export function mondayOf(iso: string): string {
  return later(iso, -((noon(iso).getUTCDay() + 6) % 7));
}

interface Span {
  startsAt: string;
  endsAt?: string | null;
  allDay?: { from: string; to: string } | null;
}

/** When something takes place: a day and its hours, or days. */
export function span({ startsAt, endsAt, allDay }: Span, dayOf: (at: Moment) => string = day): string {
  if (allDay) {
    const from = dayOf(noon(allDay.from));
    return allDay.from === allDay.to ? from : `${from} – ${dayOf(noon(allDay.to))}`;
  }
  const begins = `${dayOf(startsAt)} ${time(startsAt)}`;
  if (!endsAt) return begins;
  return isoDay(startsAt) === isoDay(endsAt) ? `${begins}–${time(endsAt)}` : `${begins} – ${dayOf(endsAt)} ${time(endsAt)}`;
}

/** `19.30–21.00`; nothing when it goes on all day. */
export function hours({ startsAt, endsAt, allDay }: Span): string {
  if (allDay) return '';
  return endsAt ? `${time(startsAt)}–${time(endsAt)}` : time(startsAt);
}

/** The days of the week, Monday first. The 5th of January 2026 was a Monday. */
export const weekdays = Array.from({ length: 7 }, (_, days) => {
  const at = new Date(Date.UTC(2026, 0, 5 + days, 12));
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { weekday, timeZone: ZONE }).format(at);
  return { short: name('short'), long: name('long') };
});
