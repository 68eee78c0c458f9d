// What is chosen, as it stands in the address: its parameters are those of the page without scripts and of the feeds.
import type { ActivityFilter, ActivityOrder, AttendanceMode, Weekday } from '../../generated/graphql';
import { later } from '../hub/time';

export type Chosen = URLSearchParams;
export type Shown = 'list' | 'month' | 'map';

/** Parameters that are no filters. */
const OTHERS = ['lang', 'after', 'view', 'show', 'day', 'order'];
const LISTS = ['access', 'audience', 'category', 'initiative', 'institution', 'language', 'municipality', 'partner', 'track', 'venue'] as const;
const TRUTHS = ['crossesBorders', 'free', 'local', 'longRunning'] as const;
const NUMBERS = ['age', 'priceUpTo'] as const;
const ORDERS: readonly ActivityOrder[] = ['DISTANCE', 'NEWEST', 'NEXT_START', 'RELEVANCE', 'TITLE'];

/** The values of a list: `a,b` or the parameter several times. */
export function valuesOf(chosen: Chosen, name: string): string[] {
  return chosen.getAll(name).flatMap((text) => text.split(',')).map((value) => value.trim()).filter(Boolean);
}

export function shownOf(chosen: Chosen): Shown {
  const show = chosen.get('show');
  return show === 'month' || show === 'map' ? show : 'list';
}

export function orderOf(chosen: Chosen): ActivityOrder {
  const order = chosen.get('order')?.toUpperCase();
  return ORDERS.find((known) => known === order) ?? 'NEXT_START';
}

/** The chosen things that are filters, or nothing. */
export function filterOf(chosen: Chosen): ActivityFilter {
  const filter: ActivityFilter = {};
  for (const name of LISTS) if (valuesOf(chosen, name).length) filter[name] = valuesOf(chosen, name);
  for (const name of TRUTHS) if (chosen.get(name)) filter[name] = chosen.get(name) === 'true';
  for (const name of NUMBERS) if (chosen.get(name)) filter[name] = Number(chosen.get(name));
  const given = (name: string) => chosen.get(name) || undefined;
  const numbers = (name: string) => given(name)?.split(',').map(Number);
  const modes = valuesOf(chosen, 'attendanceMode') as AttendanceMode[];
  if (modes.length) filter.attendanceMode = modes;
  const weekdays = valuesOf(chosen, 'weekday').map((day) => day.toUpperCase()) as Weekday[];
  if (weekdays.length) filter.weekday = weekdays;
  if (given('text')) filter.text = given('text');
  if (given('updatedAfter')) filter.updatedAfter = given('updatedAfter');
  const [from, to] = [given('from'), given('to')];
  if (from) filter.from = isDay(from) ? `${from}T00:00` : from;
  // A day in an address is meant whole.
  if (to) filter.to = isDay(to) ? `${later(to, 1)}T00:00` : to;
  const [lat, lon, km] = numbers('near') ?? [];
  if (lat !== undefined && lon !== undefined && km !== undefined) filter.near = { lat, lon, km };
  const [south, west, north, east] = numbers('box') ?? [];
  if (south !== undefined && west !== undefined && north !== undefined && east !== undefined) filter.box = { south, west, north, east };
  const [begin, end] = given('timeOfDay')?.split('-') ?? [];
  if (begin && end) filter.timeOfDay = { from: begin, to: end };
  return filter;
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);

/** Whether anything but the language and the kind of view is chosen. */
export function isNarrowed(chosen: Chosen): boolean {
  return [...chosen].some(([name, value]) => value !== '' && (name === 'view' || !OTHERS.includes(name)));
}

/** The same choice with these parameters changed; an empty value takes one out. */
export function changed(chosen: Chosen, changes: Record<string, string | string[]>): Chosen {
  const next = new URLSearchParams([...chosen].filter(([name, value]) => value !== '' && name !== 'after' && !(name in changes)));
  for (const [name, value] of Object.entries(changes)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text) next.set(name, text);
  }
  return next;
}

/** An address of this page. Commas and colons are left as they are, so that people can read it. */
export function addressOf(chosen: Chosen, path = '/'): string {
  const query = chosen.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return query ? `${path}?${query}` : path;
}

/** What is chosen, as a feed or a frame takes it. */
export function filterAddress(chosen: Chosen): string {
  const kept = [...chosen].filter(([name, value]) => value !== '' && !OTHERS.includes(name));
  return addressOf(new URLSearchParams(kept), '').replace(/^\?/, '');
}

/** The address of a feed with the same results. */
export function feedOf(chosen: Chosen, end: string): string {
  const view = chosen.get('view');
  if (view) return `/feeds/views/${encodeURIComponent(view)}.${end}`;
  const filter = filterAddress(chosen);
  return `/feeds/activities.${end}${filter && `?${filter}`}`;
}

/** The weekend that is, or the next: what is left of it, from Friday to Sunday. */
export function weekend(today: string): { from: string; to: string } {
  const weekday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
  const to = later(today, 6 - weekday);
  return { from: weekday >= 4 ? today : later(to, -2), to };
}
