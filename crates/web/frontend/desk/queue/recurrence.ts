// A rule of RFC 5545, or opening hours, in words.
import { messages, say } from '../../hub/messages';
import { clock, day, noon, weekdays } from '../../hub/time';
import { WEEKDAYS, type Day } from '../form/rule';
import type { PeriodInput, SeriesInput } from '../../../generated/graphql';

const words = messages.desk.queue.recurrence;
type Frequency = keyof typeof words.every;

/** `every 2 weeks on Tuesday, 10 times`. */
export function describeRule(series: Partial<SeriesInput>): string {
  const { rule = '' } = series;
  const [exclude, include] = [series.exclude ?? [], series.include ?? []];
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const said = [...parts].map(([name, value]) => (name === 'INTERVAL' ? '' : part(name, value, parts)));
  // They come by the clock there, without a zone.
  const days = (dates: string[]) => dates.map((date) => day(noon(date.slice(0, 10)))).join(', ');
  return [
    ...said,
    exclude.length > 0 && say(words.except, { days: days(exclude) }),
    include.length > 0 && say(words.besides, { days: days(include) }),
  ].filter(Boolean).join(', ');
}

function part(name: string, value: string, parts: Map<string, string>): string {
  switch (name) {
    case 'FREQ': {
      const [one, more] = words.every[value as Frequency] ?? [value, value];
      const count = parts.get('INTERVAL') ?? '1';
      return count === '1' ? one! : say(more!, { count });
    }
    case 'BYDAY':
      return say(words.on, { days: value.split(',').map(weekday).join(', ') });
    case 'BYMONTHDAY':
      return say(words.onDate, { days: value.replaceAll(',', ', ') });
    case 'COUNT':
      return say(words.count, { count: value });
    case 'UNTIL':
      return say(words.until, { day: day(noon(value.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3'))) });
    default:
      return `${name}=${value}`;
  }
}

/** `TU`, or `-1FR`: the last Friday. */
function weekday(code: string): string {
  const [, place = '', letters = ''] = code.match(/^([+-]?\d*)(\w\w)/) ?? [];
  const name = nameOf(letters);
  const ordinal = words.ordinals[place.replace('+', '') as keyof typeof words.ordinals];
  return place ? `${ordinal ?? `${place}.`} ${name}` : name;
}

/** By `MO` or `MONDAY`. */
const nameOf = (code: string) => weekdays[WEEKDAYS.indexOf(code.slice(0, 2).toUpperCase() as Day)]?.long ?? code;

export function describePeriod(period: Partial<PeriodInput>): string {
  const { from = '', to = '', openingHours = [] } = period;
  const [closed, adjusted] = [period.closed ?? [], period.adjusted ?? []];
  const hours = openingHours.map((open) => `${nameOf(open.weekday)} ${hoursOf(open)}`);
  const others = adjusted.map((open) => `${day(noon(open.day))} ${hoursOf(open)}`);
  const days = closed.map((date) => day(noon(date))).join(', ');
  return [
    say(words.period, { from: day(noon(from)), to: day(noon(to)) }),
    ...hours,
    ...others,
    days && say(words.except, { days }),
  ].filter(Boolean).join(', ');
}

/** Of any day: all have the same clock. */
const at = (hour: string) => clock(`2026-01-05T${hour}`);
const hoursOf = ({ opens, closes }: { opens: string; closes: string }) => `${at(opens)}–${at(closes)}`;
