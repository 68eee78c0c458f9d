// How something is repeated: the rules of RFC 5545 that the form has fields for, and back.
import { noon } from '../../hub/time';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Day = (typeof WEEKDAYS)[number];
export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;

export interface Rule {
  frequency: (typeof FREQUENCIES)[number];
  interval: string;
  /** For each week; empty for that of the first date. */
  weekdays: Day[];
  /** Each month: the same date, the same weekday counted from its beginning, or the last such weekday. */
  monthly: 'date' | 'nth' | 'last';
  end: 'never' | 'count' | 'until';
  count: string;
  until: string;
  /** A rule that the fields cannot say, as it is written; else empty. */
  raw: string;
}

/** Which weekday it is, and which one of its month: `2026-12-08` is the second Tuesday. */
export function placeInMonth(date: string): { weekday: Day; nth: number } {
  const at = noon(date);
  return { weekday: WEEKDAYS[(at.getUTCDay() + 6) % 7]!, nth: Math.ceil(at.getUTCDate() / 7) };
}

/** The rule as RFC 5545 writes it, for a series that begins on this date. */
export function written(rule: Rule, date: string): string {
  if (rule.raw) return rule.raw;
  const parts = [`FREQ=${rule.frequency}`];
  if (rule.interval !== '1') parts.push(`INTERVAL=${rule.interval.trim()}`);
  if (rule.frequency === 'WEEKLY' && rule.weekdays.length > 0) {
    parts.push(`BYDAY=${WEEKDAYS.filter((day) => rule.weekdays.includes(day)).join(',')}`);
  }
  if (rule.frequency === 'MONTHLY' && rule.monthly !== 'date' && date) {
    const { weekday, nth } = placeInMonth(date);
    parts.push(`BYDAY=${rule.monthly === 'last' ? -1 : nth}${weekday}`);
  }
  if (rule.end === 'count') parts.push(`COUNT=${rule.count.trim()}`);
  if (rule.end === 'until') parts.push(`UNTIL=${rule.until.replaceAll('-', '')}`);
  return parts.join(';');
}

/** Reads a rule; one that the fields cannot say is kept as it is written. */
export function read(text: string, date: string): Rule {
  const parts = new Map(text.split(';').map((part) => part.split('=') as [string, string]));
  const byDay = parts.get('BYDAY') ?? '';
  const until = parts.get('UNTIL')?.match(/^(\d{4})(\d{2})(\d{2})(T235959)?$/);
  const rule: Rule = {
    frequency: FREQUENCIES.find((one) => one === parts.get('FREQ')) ?? 'WEEKLY',
    interval: parts.get('INTERVAL') ?? '1',
    weekdays: WEEKDAYS.filter((day) => byDay.split(',').includes(day)),
    monthly: byDay.startsWith('-1') ? 'last' : byDay ? 'nth' : 'date',
    end: parts.has('COUNT') ? 'count' : parts.has('UNTIL') ? 'until' : 'never',
    count: parts.get('COUNT') ?? '',
    until: until ? until.slice(1, 4).join('-') : '',
    raw: '',
  };
  return sorted(written(rule, date)) === sorted(text) ? rule : { ...rule, raw: text };
}

const sorted = (text: string) => text.replace('T235959', '').split(';').sort().join(';');
