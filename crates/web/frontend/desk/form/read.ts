// From what the hub tells to what can be typed on.
import type { FormContentFragment, FormPlaceFragment } from '../../../generated/graphql';
import { newDraft, noPlace, type Draft, type OccurrenceDraft, type PeriodDraft, type PlaceDraft, type SeriesDraft } from './draft';
import { kroner } from './money';
import { proposed } from './proposal';
import { read as readRule } from './rule';
import { date, ofTimes } from './times';

export type Content = FormContentFragment;

/** An activity with what is proposed for it: the next change goes on from there. */
export function toDraft(content: Content): Draft {
  return { ...ofActivity(content), ...proposed(content.review?.proposal?.changes ?? []) };
}

function ofActivity(content: Content): Draft {
  const english = (danish: string | null | undefined, english: string | null | undefined) => (english === danish ? '' : english) ?? '';
  const codes = (terms: { code: string }[]) => terms.map(({ code }) => code);
  return {
    ...newDraft(content.responsible.id),
    title: { da: content.titleDa, en: content.titleLanguage === 'EN' ? content.titleEn : '' },
    // In these the hub does not tell a text that is missing in English from one that is the same.
    summary: { da: content.summaryDa ?? '', en: english(content.summaryDa, content.summaryEn) },
    description: { da: content.descriptionDa ?? '', en: english(content.descriptionDa, content.descriptionEn) },
    categories: codes(content.categories),
    audiences: codes(content.audiences),
    ageFrom: String(content.ageRange?.from ?? ''),
    ageTo: String(content.ageRange?.to ?? ''),
    languages: codes(content.languages),
    isLocal: content.local,
    initiatives: content.initiatives.map(({ id }) => id),
    tracks: codes(content.tracks),
    partners: content.partners.map(({ id }) => id),
    price: {
      kind: content.price.kind,
      amounts: content.price.amounts.map(({ amount, label }) => ({ kroner: kroner(amount), label: label ?? '' })),
    },
    links: content.links.map(({ kind, url }) => ({ kind, url })),
    tags: content.tags.join(', '),
    attendanceMode: content.attendanceMode,
    images: content.images.map(({ id }) => id),
    occurrences: content.occurrences.filter(({ seriesId }) => !seriesId).map(ofOccurrence),
    series: content.series.map((series) => ofSeries(series, content.occurrences)),
    periods: content.periods.map(ofPeriod),
  };
}

type Occurrence = Content['occurrences'][number];
type Series = Content['series'][number];

function ofOccurrence({ place, room, capacity, status, ...times }: Occurrence): OccurrenceDraft {
  return { ...ofTimes(times), place: ofPlace(place), room: room ?? '', capacity: String(capacity ?? ''), status };
}

/** A series does not tell how long it lasts; one of its dates that was left as it is does. */
function ofSeries(series: Series, occurrences: Occurrence[]): SeriesDraft {
  const own = occurrences.filter(({ seriesId }) => seriesId === series.id);
  const plain = own.find(({ exception }) => !exception) ?? own[0];
  const startsAt = series.startsAt ?? plain?.startsAt ?? '';
  const moved = (at: string) => new Date(Date.parse(`${at.slice(0, 16)}Z`) + shift).toISOString().slice(0, 19);
  const shift = plain ? Date.parse(`${startsAt.slice(0, 16)}Z`) - Date.parse(`${plain.startsAt.slice(0, 16)}Z`) : 0;
  const allDay = plain?.allDay && { from: date(moved(`${plain.allDay.from}T00:00`)), to: date(moved(`${plain.allDay.to}T00:00`)) };
  const times = { startsAt, endsAt: plain?.endsAt ? moved(plain.endsAt) : null, allDay, timeZone: series.timeZone };
  return {
    first: { ...ofTimes(times), place: ofPlace(series.place), room: series.room ?? '', capacity: String(series.capacity ?? '') },
    rule: readRule(series.rule, date(startsAt)),
    exclude: series.exclude.map((at) => at.slice(0, 16)),
    include: series.include.map((at) => at.slice(0, 16)),
  };
}

const minutes = (time: string) => time.slice(0, 5);

function ofPeriod({ openingHours, adjusted, place, room, ...period }: Content['periods'][number]): PeriodDraft {
  return {
    ...period,
    hours: openingHours.map(({ weekday, opens, closes }) => ({ weekday, opens: minutes(opens), closes: minutes(closes) })),
    adjusted: adjusted.map(({ day, opens, closes }) => ({ day, opens: minutes(opens), closes: minutes(closes) })),
    place: ofPlace(place),
    room: room ?? '',
  };
}

function ofPlace(place: FormPlaceFragment | null | undefined): PlaceDraft {
  if (!place) return { ...noPlace(), kind: 'none' };
  if (place.venue) return noPlace(place.venue.id);
  return {
    ...noPlace(),
    kind: 'given',
    name: place.name,
    street: place.address.street ?? '',
    postcode: place.address.postcode ?? '',
    town: place.address.town ?? '',
    municipality: place.municipality?.code ?? '',
    ...(place.point && { point: { lat: place.point.lat, lon: place.point.lon } }),
  };
}
