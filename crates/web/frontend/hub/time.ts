// Days and times as people read them, by the clock of the place, in the form of crates/api/src/http/words/times.rs.
import { language, locale, messages } from './messages';

/** The zone of the region. */
export const ZONE = 'Europe/Copenhagen';
const HOUR_MS = 3_600_000;

const formats = {
  shortDay: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }),
  shortDayOfYear: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  // Sweden writes days and times as ISO 8601 does.
  region: new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE }),
};

/** A time that the hub tells carries the clock of its place; any other is told by the clock of the region. */
type Moment = string | Date;

/** What clock and calendar show at a moment, as if they were those of UTC. */
function wall(at: Moment): Date {
  if (typeof at === 'string' && !at.endsWith('Z')) return new Date(`${at.slice(0, 19)}Z`);
  return new Date(`${formats.region.format(new Date(at)).replace(' ', 'T')}Z`);
}

/** `fredag 27. november 2026`. */
export function day(at: Moment): string {
  const shown = wall(at);
  const weekday = messages.site.weekdays[(shown.getUTCDay() + 6) % 7];
  const date = language === 'da' ? `${shown.getUTCDate()}.` : shown.getUTCDate();
  return `${weekday} ${date} ${messages.site.months[shown.getUTCMonth()]} ${shown.getUTCFullYear()}`;
}

/** `9.30`. */
export function clock(at: Moment): string {
  const shown = wall(at);
  return [shown.getUTCHours(), String(shown.getUTCMinutes()).padStart(2, '0')].join(language === 'da' ? '.' : ':');
}

/** `fre. 27. nov.`, with its year when that is not this one. */
export function shortDay(at: Moment): string {
  const [shown, now] = [wall(at), wall(new Date())];
  return (shown.getUTCFullYear() === now.getUTCFullYear() ? formats.shortDay : formats.shortDayOfYear).format(shown);
}
/** `kl. 9.30`. */
export const time = (at: Moment) => (language === 'da' ? `kl. ${clock(at)}` : clock(at));
/** `november 2026`. */
export const month = (at: Moment) => formats.month.format(wall(at));
/** A time in the region, as `2026-11-27T19:30`: such texts are in order. */
export const isoTime = (at: string) => wall(/[+-]\d\d:\d\d$/.test(at) ? new Date(at) : at).toISOString().slice(0, 16);
/** The day there, as `2026-11-27`. */
export const isoDay = (at: Moment) => wall(at).toISOString().slice(0, 10);

/** A day as the middle of it, which is that day in every zone of Europe. */
export const noon = (iso: string) => new Date(`${iso}T12:00:00Z`);

/** The first and the last day that pages take for one: what lies outside is half typed, or no day of an activity. */
export const DAYS = { first: '1900-01-01', last: '2199-12-31' };

/** Whether a text is a day, as `2026-11-27`: a real one, of a year that activities may have. */
export function isDay(text: string): boolean {
  const at = noon(text);
  if (text.length !== 10 || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text)) return false;
  return text >= DAYS.first && text <= DAYS.last;
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

export interface Span {
  startsAt: string;
  endsAt?: string | null;
  allDay?: { from: string; to: string } | null;
  timeZone?: string;
}

/** When something takes place: a day and its hours, or days. */
export function span({ startsAt, endsAt, allDay, timeZone }: Span, dayOf: (at: Moment) => string = day): string {
  if (allDay) {
    const from = dayOf(noon(allDay.from));
    return allDay.from === allDay.to ? from : `${from} – ${dayOf(noon(allDay.to))}`;
  }
  const begins = `${dayOf(startsAt)} ${time(startsAt)}${which(startsAt)}`;
  if (!endsAt) return begins + zone(timeZone);
  const ends = isoDay(startsAt) === isoDay(endsAt) ? `–${clock(endsAt)}` : ` – ${dayOf(endsAt)} ${time(endsAt)}`;
  return begins + ends + which(endsAt) + zone(timeZone);
}

/** `kl. 19.30–21.00`; nothing when it goes on all day. */
export function hours({ startsAt, endsAt, allDay, timeZone }: Span): string {
  if (allDay) return '';
  const ends = endsAt ? `–${clock(endsAt)}${which(endsAt)}` : '';
  return time(startsAt) + which(startsAt) + ends + zone(timeZone);
}

/** Which of both, in the hour of autumn that the clock of the region shows twice: ` (sommertid)`. */
function which(at: string): string {
  const [before, shown, after] = [-1, 0, 1].map((hours) => formats.region.format(new Date(Date.parse(at) + hours * HOUR_MS)));
  if (shown === after) return ` (${messages.site.summerTime})`;
  return shown === before ? ` (${messages.site.winterTime})` : '';
}

/** Whose clock is meant, where it is not that of the region: ` (Asia/Tokyo)`. */
export const zone = (timeZone = ZONE) => (timeZone === ZONE ? '' : ` (${timeZone})`);

/** Whether it has taken place; what has no end is over when it begins. */
export function isOver({ startsAt, endsAt }: Span): boolean {
  return new Date(endsAt ?? startsAt).getTime() <= Date.now();
}

/** The days of the week, Monday first. The 5th of January 2026 was a Monday. */
export const weekdays = Array.from({ length: 7 }, (_, days) => {
  const at = new Date(Date.UTC(2026, 0, 5 + days, 12));
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { weekday, timeZone: ZONE }).format(at);
  return { short: name('short'), long: name('long') };
});
