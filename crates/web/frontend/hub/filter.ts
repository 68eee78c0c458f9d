// A filter as an address of the calendar has it, `?municipality=259&free=true`, and as the hub takes it. The server reads
// the same addresses by crates/api/src/http/feed/filter.rs.
import type { ActivityFilter } from '../../generated/graphql';
import { isDay, later } from './time';

type Kind = 'list' | 'text' | 'from' | 'to' | 'truth' | 'number' | 'near' | 'box' | 'timeOfDay' | 'weekday';
type Name = Exclude<keyof ActivityFilter, 'not' | 'status'>;

const KINDS: Record<Name, Kind> = {
  access: 'list', age: 'number', attendanceMode: 'list', audience: 'list', box: 'box', category: 'list', crossesBorders: 'truth',
  free: 'truth', from: 'from', initiative: 'list', institution: 'list', language: 'list', local: 'truth', longRunning: 'truth',
  municipality: 'list', near: 'near', partner: 'list', priceUpTo: 'number', text: 'text', timeOfDay: 'timeOfDay', to: 'to',
  track: 'list', updatedAfter: 'text', venue: 'list', weekday: 'weekday',
};
const PLACES: Record<'near' | 'box', string[]> = { near: ['lat', 'lon', 'km'], box: ['south', 'west', 'north', 'east'] };
/** Parameters of the calendar that say how something is shown, and not what. */
const OF_PAGE = ['lang', 'after', 'show', 'day', 'order'];
/** What others add to an address to see where people come from: it says nothing here. */
const TRACKING = /^(utm_.*|fbclid|gclid|msclkid|mc_cid|mc_eid)$/;
/** The access that the pages offer to choose. */
export const WHEELCHAIR = 'wheelchair_access';
/** Whether a parameter says nothing about a page. */
export const isTracking = (name: string) => TRACKING.test(name);
/** Whether a parameter says what is looked for; an address has the empty fields of a form, too. */
export const isOfFilter = ([name, text]: [string, string]) => text !== '' && !OF_PAGE.includes(name) && !isTracking(name);

/** What of an address is no filter: a parameter, and what stands in it. */
export type FilterFault = { name: string; text?: string };

/** The parameters of an address, or of what follows its `?`. */
export function parametersOf(address: string): URLSearchParams {
  const given = address.trim();
  const [, query = given.includes('=') ? given : ''] = /^[^?]*\?([^#]*)/.exec(given) ?? [];
  return new URLSearchParams(query);
}

/** Whether a text says what is looked for: an address of the calendar, what follows its `?`, or nothing for everything. */
export function isOfCalendar(address: string): boolean {
  const given = address.trim();
  if (/^\w+=/.test(given)) return true;
  if (!URL.canParse(given, location.origin)) return false;
  const { origin, pathname, search } = new URL(given, location.origin);
  // The hub may have other names, and any other site has a page at `/`.
  return pathname === '/' && (origin === location.origin || search !== '');
}

/** The values of a list: `a,b`, or the parameter several times. */
export function valuesOf(parameters: URLSearchParams, name: string): string[] {
  return parameters.getAll(name).flatMap((text) => text.split(',')).map((value) => value.trim()).filter(Boolean);
}

/** The values with one more, or without it. */
export function withValue(values: string[], value: string, isIn: boolean): string[] {
  const others = values.filter((other) => other !== value);
  return isIn ? [...others, value] : others;
}

/** Parameters as they stand in an address. Commas and colons are left as they are, so that people can read it. */
export function written(parameters: URLSearchParams): string {
  return parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

export function filterOf(parameters: URLSearchParams): ActivityFilter | { fault: FilterFault } {
  const filter: Record<string, unknown> = {};
  for (const [name, text] of [...parameters].filter(isOfFilter)) {
    const kind = KINDS[name as Name];
    if (!kind) return { fault: { name } };
    if (kind === 'list' || kind === 'weekday') {
      const values = (kind === 'weekday' ? text.toUpperCase() : text).split(',').map((value) => value.trim());
      filter[name] = [...((filter[name] as string[]) ?? []), ...values.filter((value) => value !== '')];
      continue;
    }
    const value = valueOf(kind, text);
    if (value === undefined || name in filter) return { fault: { name, text } };
    filter[name] = value;
  }
  return filter;
}

function valueOf(kind: Exclude<Kind, 'list' | 'weekday'>, text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'from':
      return isDay(text) ? `${text}T00:00` : text;
    case 'to':
      return isDay(text) ? `${later(text, 1)}T00:00` : text;
    case 'truth':
      return { true: true, false: false }[text];
    case 'number':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'timeOfDay': {
      const [from, to] = text.split('-');
      return from && to ? { from, to } : undefined;
    }
    default: {
      const numbers = text.split(',').map(Number);
      if (numbers.length !== PLACES[kind].length || !numbers.every(Number.isFinite)) return undefined;
      return Object.fromEntries(PLACES[kind].map((place, at) => [place, numbers[at]]));
    }
  }
}

/** The address of a filter; undefined for one that no address can say. */
export function addressOf(filter: Record<string, unknown>): string | undefined {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    const kind = KINDS[name as Name];
    if (value === null) continue;
    if (!kind) return undefined;
    parameters.set(name, textOf(kind, value));
  }
  return parameters.size > 0 ? `/?${written(parameters)}` : '/';
}

function textOf(kind: Kind, value: unknown): string {
  if (kind === 'near' || kind === 'box') return PLACES[kind].map((place) => (value as Record<string, number>)[place]).join(',');
  if (kind === 'timeOfDay') {
    const { from, to } = value as { from: string; to: string };
    return `${from}-${to}`;
  }
  return String(value);
}

/** The address with another value of one parameter; without it when the value is empty. */
export function withParameter(address: string, name: string, value: string): string {
  const parameters = parametersOf(address);
  if (value === '') parameters.delete(name);
  else parameters.set(name, value);
  const query = written(parameters);
  return query === '' ? '/' : `/?${query}`;
}
