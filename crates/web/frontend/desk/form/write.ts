// From what is typed to what the hub takes.
import type {
  ActivityInput,
  ActivityUpdateInput,
  LocalizedInput,
  OccurrenceInput,
  PeriodInput,
  PlaceInput,
  SeriesInput,
} from '../../../generated/graphql';
import { isSame, type Draft, type OccurrenceDraft, type PeriodDraft, type PlaceDraft, type SeriesDraft, type Text, type When } from './draft';
import { ore } from './money';
import { written } from './rule';

/** Prices that have no amounts. */
export const WITHOUT_AMOUNTS = ['UNKNOWN', 'FREE', 'FREE_REGISTRATION'];

type Content = Omit<ActivityUpdateInput, 'draft'>;

/** All of a new activity. */
export function toInput(draft: Draft, isDraft: boolean): ActivityInput {
  const { title, categories, audiences, ...rest } = toContent(draft);
  return {
    ...rest,
    title: title!,
    categories: categories!,
    audiences: audiences!,
    institution: draft.institution || null,
    draft: isDraft,
  };
}

/** Only what was changed. */
export function toUpdate(base: Draft, draft: Draft): Content {
  const [before, after] = [toContent(base), toContent(draft)];
  // One of the two says where it belongs: the hub empties the other one by itself.
  const [belonging, other] = draft.isLocal ? ['local', 'initiatives'] : ['initiatives', 'local'];
  const movesOver = base.isLocal !== draft.isLocal;
  const names = (Object.keys(after) as (keyof Content)[]).filter(
    (name) => name !== other && ((name === belonging && movesOver) || !isSame(before[name], after[name])),
  );
  return Object.fromEntries(names.map((name) => [name, after[name]]));
}

function toContent(draft: Draft): Content {
  const [from, to] = [whole(draft.ageFrom), whole(draft.ageTo)];
  return {
    title: { da: draft.title.da, en: draft.title.en || null },
    summary: localized(draft.summary),
    description: localized(draft.description),
    categories: draft.categories,
    audiences: draft.audiences,
    ageRange: from === null && to === null ? null : { from, to },
    languages: draft.languages,
    ...(draft.isLocal ? { local: true, initiatives: [] } : { local: false, initiatives: draft.initiatives }),
    tracks: draft.isLocal ? [] : draft.tracks,
    partners: draft.partners,
    price: {
      kind: draft.price.kind,
      amounts: WITHOUT_AMOUNTS.includes(draft.price.kind)
        ? []
        : draft.price.amounts.map(({ label, kroner }) => ({ label: label || null, amount: ore(kroner) ?? 0 })),
    },
    links: draft.links,
    tags: draft.tags.split(',').map((tag) => tag.trim()).filter(Boolean),
    attendanceMode: draft.attendanceMode,
    images: draft.images,
    ...toWhen(draft),
  };
}

export const toWhen = ({ occurrences, series, periods }: When) => ({
  occurrences: occurrences.map(toOccurrence),
  series: series.map(toSeries),
  periods: periods.map(toPeriod),
});

function toOccurrence(draft: OccurrenceDraft): OccurrenceInput {
  const { date, from, endDate, to } = draft;
  const start = date && from && `${date}T${from}${draft.startOffset ?? ''}`;
  const end = to && `${endDate || date}T${to}${draft.endOffset ?? ''}`;
  return {
    ...(draft.isAllDay && date ? { allDay: { from: date, to: endDate || null } } : { startsAt: start || null, endsAt: end || null }),
    at: toPlace(draft.place),
    room: draft.room || null,
    capacity: whole(draft.capacity),
    status: draft.status,
    timeZone: draft.timeZone,
  };
}

export function toSeries({ first, rule, exclude, include }: SeriesDraft): SeriesInput {
  // A rule of the fields gives all its dates the clock of the first, whatever it was when one was left out.
  const clock = first.isAllDay ? '00:00' : first.from;
  const left = rule.raw ? exclude : exclude.map((at) => `${at.slice(0, 10)}T${clock}`);
  return { first: toOccurrence(first), rule: written(rule, first.date), exclude: left, include };
}

export function toPeriod({ hours, place, ...period }: PeriodDraft): PeriodInput {
  return { ...period, room: period.room || null, openingHours: hours, at: toPlace(place) };
}

function toPlace(place: PlaceDraft): PlaceInput | null {
  switch (place.kind) {
    case 'none':
      return null;
    case 'venue':
      return place.venue ? { venue: place.venue } : null;
    case 'given': {
      const { name, street, postcode, town, municipality, point } = place;
      const told = { street, postcode, town, municipality };
      const known = Object.fromEntries(Object.entries(told).map(([field, value]) => [field, value || null]));
      return { place: { name, ...known, ...point } };
    }
  }
}

const localized = ({ da, en }: Text): LocalizedInput | null => (da || en ? { da: da || null, en: en || null } : null);

/** A whole number; null when nothing is there. */
export const whole = (text: string): number | null => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null);
