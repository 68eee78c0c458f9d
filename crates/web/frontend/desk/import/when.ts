// Days and times as people write them: the day first, with or without `kl.`.

export interface Moment {
  /** `2026-12-01`; left out for a time of day alone. */
  day?: string;
  /** `19:00`. */
  time?: string;
  /** When it ends, of `19.00-21.00`. */
  until?: string;
}

export type WhenFault = 'date' | 'year' | 'noSuchDay';

const MONTHS = [
  ['januar', 'january', 'jan'], ['februar', 'february', 'feb'], ['marts', 'march', 'mar'], ['april', 'apr'], ['maj', 'may'],
  ['juni', 'june', 'jun'], ['juli', 'july', 'jul'], ['august', 'aug'], ['september', 'sept', 'sep'],
  ['oktober', 'october', 'okt', 'oct'], ['november', 'nov'], ['december', 'dec'],
];
const WEEKDAY = /^(man|tirs|ons|tors|fre|lør|søn|mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(dag|day)?\.?,?\s+/;
const ISO = /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})/;
// A year of two digits stands close: in `1/12 19.00` they are a time.
const NUMBERS = /^(?<day>\d{1,2})\s*[-/.]\s*(?<month>\d{1,2})(?:\s*[-/. ]\s*(?<year>\d{4})|[-/.](?<short>\d{2}))?(?![\d:])/;
const NAMED = /^(?<day>\d{1,2})\.?\s+(?<name>\p{L}{3,})\.?(?:\s+(?<year>\d{4}))?/u;
const TIME = /^(?:kl\.?|at)?\s*(?<hour>\d{1,2})(?:[.:](?<minute>\d{2}))?(?:[.:]\d{2}(?:\.\d+)?)?/;
// West of Greenwich a time and its offset look like two times.
const ZONE = /^(z|\+\d{2}:\d{2})$/;

/** Reads a day, a time, or both. */
export function momentOf(text: string): Moment | { fault: WhenFault } {
  let rest = text.trim().toLowerCase().replace(WEEKDAY, '').replace(/^(d|den|the)\.?\s+/, '');
  // A time alone looks like a day without a year: `19.00`, where no month is 00, and `19:00`.
  const alone = /^(kl\.?\s*)?\d{1,2}([.:]\d{2})?(\s*[-–]\s*(kl\.?\s*)?\d{1,2}([.:]\d{2})?)?$/.test(rest) && timeOf(rest);
  if (alone && !ISO.test(rest)) return alone;
  const found = ISO.exec(rest) ?? NUMBERS.exec(rest) ?? NAMED.exec(rest);
  const parts = found?.groups;
  if (!found || !parts) return { fault: 'date' };
  if (!parts.year && !parts.short) return { fault: 'year' };
  const month = parts.name ? MONTHS.findIndex((names) => names.includes(parts.name!)) + 1 : Number(parts.month);
  if (month === 0) return { fault: 'date' };
  const day = dayOf(Number(parts.year ?? `20${parts.short}`), month, Number(parts.day));
  if (!day) return { fault: 'noSuchDay' };
  rest = rest.slice(found[0].length).replace(/^[\s,t]+/, '');
  if (rest === '') return { day };
  const time = timeOf(rest);
  return time ? { day, ...time } : { fault: 'date' };
}

/** A day that the calendar has. */
function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}

/** `kl. 19.00-21.30`; an offset stays with its time. */
function timeOf(text: string): Moment | undefined {
  const first = clockOf(text);
  if (!first) return undefined;
  if (ZONE.test(first.rest)) return { time: `${first.time}${first.rest.toUpperCase()}` };
  const rest = first.rest.replace(/^[-–]|^til\b|^to\b/, '').trim();
  if (rest === first.rest) return rest === '' ? { time: first.time } : undefined;
  const last = clockOf(rest);
  return last?.rest === '' ? { time: first.time, until: last.time } : undefined;
}

function clockOf(text: string): { time: string; rest: string } | undefined {
  const found = TIME.exec(text);
  const { hour, minute = '00' } = found?.groups ?? {};
  if (!found || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return { time: `${hour!.padStart(2, '0')}:${minute}`, rest: text.slice(found[0].length).trim() };
}
