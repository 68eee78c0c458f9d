// What a dashboard is about: the whole region, or the municipalities and initiatives that its address names.
import type { ActivityFilter, DashboardRegionQuery } from '../../generated/graphql';
import { isTracking, valuesOf } from '../hub/filter';
import { language, messages } from '../hub/messages';

export type Region = DashboardRegionQuery;

export interface Scope {
  filter: ActivityFilter;
  municipalities: string[];
  initiatives: string[];
  /** What it is called. */
  name: string;
  /** What the address says that means nothing here, as `Kommune 999`. */
  unknown: string[];
}

const LANGUAGE = 'lang';
const conjunction = new Intl.ListFormat(language, { type: 'conjunction' });

export function scopeOf(region: Region, parameters: URLSearchParams): Scope {
  const municipalities = valuesOf(parameters, 'municipality');
  const initiatives = valuesOf(parameters, 'initiative');
  const names = {
    municipality: new Map(region.municipalities.map(({ code, name }) => [code, name])),
    initiative: new Map(region.initiatives.map(({ id, name }) => [id, name])),
  };
  const found = [
    ...municipalities.map((code) => ({ told: `${messages.site.municipality} ${code}`, name: names.municipality.get(code) })),
    ...initiatives.map((id) => ({ told: `${messages.site.initiative} ${id}`, name: names.initiative.get(id) })),
  ];
  const isKnown = (name: string) => name in names || name === LANGUAGE || isTracking(name);
  const others = [...parameters].filter(([name]) => !isKnown(name)).map(([name, value]) => `${name}=${value}`);
  return {
    filter: { ...(municipalities.length && { municipality: municipalities }), ...(initiatives.length && { initiative: initiatives }) },
    municipalities,
    initiatives,
    name: found.length ? conjunction.format(found.map(({ told, name }) => name ?? told)) : messages.dashboard.region,
    unknown: [...found.filter(({ name }) => name === undefined).map(({ told }) => told), ...others],
  };
}

/** The address of another dashboard, in the language that this address asks for. */
export function addressOf(parameters: URLSearchParams, changes: Record<string, string>): string {
  const kept = parameters.get(LANGUAGE);
  const query = new URLSearchParams({ ...changes, ...(kept && { [LANGUAGE]: kept }) }).toString();
  return query ? `/dashboard?${query}` : '/dashboard';
}

/** The address of this dashboard in another language. */
export function inLanguage(parameters: URLSearchParams, code: string): string {
  const changed = new URLSearchParams(parameters);
  changed.set(LANGUAGE, code);
  return `/dashboard?${changed}`;
}
