// Takes what was probably meant into the draft.
import { noPlace, type Draft, type OccurrenceDraft, type PeriodDraft, type SeriesDraft } from './draft';
import type { Mistake } from './mistake';

const LISTS = ['audiences', 'categories', 'languages', 'initiatives', 'tracks', 'partners'] as const;

export function taken(draft: Draft, { field, suggestion }: Mistake): Partial<Draft> {
  if (!suggestion) return {};
  const [list, place = '0', ...rest] = field.split('.');
  const index = Number(place);
  const name = LISTS.find((one) => one === list);
  if (name) return { [name]: [...new Set(draft[name].with(index, suggestion.value))] };
  if (list === 'institution') return { institution: suggestion.value };
  const path = rest.filter((part) => part !== 'first').join('.');
  const mended = <T extends OccurrenceDraft | PeriodDraft>(one: T): T => ({ ...one, place: placed(one.place, path, suggestion.value) });
  switch (list) {
    case 'occurrences':
      return { occurrences: draft.occurrences.map((one, at) => (at === index ? mended(one) : one)) };
    case 'series':
      return { series: draft.series.map((one, at): SeriesDraft => (at === index ? { ...one, first: mended(one.first) } : one)) };
    case 'periods':
      return { periods: draft.periods.map((one, at) => (at === index ? mended(one) : one)) };
    default:
      return {};
  }
}

/** At a place that is missing the id of a venue is meant, at one that is given its municipality. */
function placed(place: OccurrenceDraft['place'], path: string, value: string): OccurrenceDraft['place'] {
  return path === 'at.place.municipality' ? { ...place, municipality: value } : noPlace(value);
}
