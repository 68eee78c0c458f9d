// What is chosen, as it stands in the address: its parameters are those of the page without scripts and of the feeds.
import type { ActivityFilter, ActivityOrder } from '../../generated/graphql';
import { filterOf, isOfFilter, written } from '../hub/filter';
import { isDay, isoDay, isoTime, later, mondayOf } from '../hub/time';

export type Chosen = URLSearchParams;
export type Shown = 'list' | 'month' | 'map';

const ORDERS: readonly ActivityOrder[] = ['DISTANCE', 'NEWEST', 'NEXT_START', 'RELEVANCE', 'TITLE'];

export function shownOf(chosen: Chosen): Shown {
  const show = chosen.get('show');
  return show === 'month' || show === 'map' ? show : 'list';
}

export function orderOf(chosen: Chosen): ActivityOrder {
  const order = chosen.get('order')?.toUpperCase();
  return ORDERS.find((known) => known === order) ?? 'NEXT_START';
}

/** What is chosen. The server shows no calendar for an address that is no filter. */
export function chosenFilter(chosen: Chosen): ActivityFilter {
  const read = filterOf(chosen);
  return 'fault' in read ? {} : read;
}

/** Whether the first day that is chosen comes after the last: there is nothing between them. */
export function isReversed(chosen: Chosen): boolean {
  const [from, to] = [chosen.get('from') ?? '', chosen.get('to') ?? ''];
  return isDay(from) && isDay(to) && from > to;
}

/** The day to begin with: today, unless all that is chosen lies before or after it. */
export function firstDay({ from, to }: Pick<ActivityFilter, 'from' | 'to'>, today: string): string {
  if (from && isoDay(from) > today) return isoDay(from);
  if (!to || isoTime(to) > `${today}T00:00`) return today;
  return from ? isoDay(from) : later(isoDay(to), isoTime(to).endsWith('T00:00') ? -1 : 0);
}

/** The filter narrowed to a day; nothing when that lies outside of what is chosen. */
export function onDay(filter: ActivityFilter, day: string): ActivityFilter | undefined {
  const [begins, ends] = [`${day}T00:00`, `${later(day, 1)}T00:00`];
  const from = filter.from && isoTime(filter.from) > begins ? filter.from : begins;
  const to = filter.to && isoTime(filter.to) < ends ? filter.to : ends;
  return isoTime(from) < isoTime(to) ? { ...filter, from, to } : undefined;
}

/** Whether anything is chosen but how it is shown. */
export function isNarrowed(chosen: Chosen): boolean {
  return [...chosen].some(isOfFilter);
}

/** What an order needs to be one. */
const NEEDS: Record<string, string> = { distance: 'near', relevance: 'text' };

/** The same choice with these parameters changed; an empty value takes one out, and an order that nothing is left for goes. */
export function changed(chosen: Chosen, changes: Record<string, string | string[]>): Chosen {
  const next = new URLSearchParams([...chosen].filter(([name, value]) => value !== '' && name !== 'after' && !(name in changes)));
  for (const [name, value] of Object.entries(changes)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text) next.set(name, text);
  }
  const need = NEEDS[next.get('order') ?? ''];
  if (need && !next.has(need)) next.delete('order');
  return next;
}

/** An address of this page. */
export function addressOf(chosen: Chosen): string {
  const query = written(chosen);
  return query ? `/?${query}` : '/';
}

/** What is chosen, as a feed or a frame takes it. */
export function filterAddress(chosen: Chosen): string {
  return written(new URLSearchParams([...chosen].filter(isOfFilter)));
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
  const [friday, sunday] = [later(mondayOf(today), 4), later(mondayOf(today), 6)];
  return { from: today > friday ? today : friday, to: sunday };
}
