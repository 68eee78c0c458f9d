// The value of a field as people read it: texts by language, all else as a list of lines.
import { messages, say } from '../../hub/messages';
import { money } from './money';
import type { Names, Picture } from './names';
import { describePeriod, describeRule } from './recurrence';
import { span } from '../../hub/time';

const words = messages.desk.queue.values;

export interface Text {
  language: 'da' | 'en';
  text: string;
}

export interface Entry {
  text: string;
  picture?: Picture;
}

export type Shown = { texts: Text[] } | { entries: Entry[] };

type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What stands in a field, ready to be shown. */
export function shown(field: string, value: unknown, names: Names): Shown {
  if (field === 'title' || field === 'summary' || field === 'description') return { texts: texts(value) };
  return { entries: value === null ? [] : entries(field, value, names) };
}

function texts(value: unknown): Text[] {
  const { da, en } = fields(value);
  const both: Text[] = [
    { language: 'da', text: text(da) },
    { language: 'en', text: text(en) },
  ];
  return both.filter(({ text }) => text !== '');
}

function entries(field: string, value: unknown, names: Names): Entry[] {
  const each = (name: (one: string) => string) => list(value).map((one) => ({ text: name(text(one)) }));
  switch (field) {
    case 'categories':
      return each((code) => names.term('CATEGORY', code));
    case 'audiences':
      return each((code) => names.term('AUDIENCE', code));
    case 'languages':
      return each((code) => names.term('LANGUAGE', code));
    case 'initiatives':
    case 'partners':
      return each(names.of);
    case 'tracks':
      return each(names.track);
    case 'images':
      return list(value).map((id) => image(text(id), names));
    case 'ageRange':
      return [{ text: ages(fields(value)) }];
    case 'attendanceMode':
      return [{ text: worded(messages.desk.form.modes, value) }];
    case 'local':
      return [{ text: value ? words.yes : words.no }];
    case 'links':
      return list(value).map((link) => ({ text: `${worded(messages.common.linkKinds, fields(link).kind)}: ${text(fields(link).url)}` }));
    case 'price':
      return price(fields(value), names);
    case 'occurrences':
      return list(value).filter((one) => !isOfSeries(fields(one))).map((one) => ({ text: occurrence(fields(one), names) }));
    case 'series':
      return list(value).map((one) => ({ text: series(fields(one), names) }));
    case 'periods':
      return list(value).map((one) => ({ text: period(fields(one), names) }));
    default:
      return plainly(value);
  }
}

/** A word of ours for a value of an enum; the value itself where there is none. */
function worded(known: Record<string, string>, value: unknown): string {
  return known[text(value)] ?? text(value);
}

function image(id: string, names: Names): Entry {
  const picture = names.picture(id);
  return { text: picture?.alt ?? id, picture };
}

const ages = ({ from, to }: Fields) => describeAges(from as number | null, to as number | null);

export function describeAges(from?: number | null, to?: number | null): string {
  if (from != null && to != null) return say(words.ages, { from, to });
  return from != null ? say(words.agesFrom, { from }) : to != null ? say(words.agesTo, { to }) : words.allAges;
}

function price({ kind, amounts }: Fields, names: Names): Entry[] {
  const prices = list(amounts).map((amount) => {
    const { label, amount: ore } = fields(amount);
    return { text: [text(label), money(Number(ore))].filter(Boolean).join(': ') };
  });
  return [{ text: names.term('PRICE_KIND', text(kind).toLowerCase()) }, ...prices];
}

/** Its dates are those of its series, which is a field by itself. */
const isOfSeries = ({ ofSeries, exception }: Fields) => ofSeries === true && exception !== true;

function occurrence(given: Fields, names: Names): string {
  return [when(given), ...where(given, names), status(given)].filter(Boolean).join(' · ');
}

function when({ startsAt, endsAt, allDay }: Fields): string {
  const { from, to } = fields(allDay);
  const days = from ? { from: text(from), to: text(to ?? from) } : null;
  return startsAt || days ? span({ startsAt: text(startsAt), endsAt: text(endsAt) || null, allDay: days }) : '';
}

function where({ at, room, capacity }: Fields, names: Names): string[] {
  const { venue, place } = fields(at);
  const { name, street, postcode, town, municipality } = fields(place);
  const given = [name, street, [postcode, town].filter(Boolean).join(' '), !town && municipality && names.municipality(text(municipality))];
  return [
    venue ? names.of(text(venue)) : given.filter(Boolean).join(', '),
    text(room),
    typeof capacity === 'number' ? say(words.capacity, { count: capacity }) : '',
  ];
}

const status = ({ status }: Fields) => (status && status !== 'SCHEDULED' ? worded(messages.desk.form.occurrenceStatuses, status) : '');

function series({ first, ...rule }: Fields, names: Names): string {
  const begins = when(fields(first));
  return [describeRule(rule), begins && say(words.begins, { when: begins }), ...where(fields(first), names)].filter(Boolean).join(' · ');
}

function period(given: Fields, names: Names): string {
  return [describePeriod(given), ...where(given, names)].filter(Boolean).join(' · ');
}

/** What this page knows nothing of, without the marks of JSON. */
function plainly(value: unknown): Entry[] {
  if (Array.isArray(value)) return value.flatMap(plainly);
  if (!isFields(value)) return value === null || value === undefined ? [] : [{ text: String(value) }];
  const parts = Object.entries(value).flatMap(([name, one]) => plainly(one).map(({ text }) => `${name}: ${text}`));
  return [{ text: parts.join(', ') }];
}
