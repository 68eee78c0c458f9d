// A row as the hub takes it, or all that cannot be read in it.
import type { ActivityInput, OccurrenceInput } from '../../../generated/graphql';
import { folded, type Field } from './field';
import { Unreadable, address, ages, named, price, several, severalNamed, truth, when, whole } from './value';
import type { Words } from './words';
import type { Moment } from './when';

export interface Reading {
  item: ActivityInput;
  faults: Map<Field, Unreadable>;
}

/** What is the same for all rows. */
export interface Source {
  name: string;
  /** The id that was made for this row when it was sent: it stays, whatever is corrected since. */
  sentAs?: string;
}

/** Reads a row; `text` gives what stands in a field, or an empty text. */
export function itemOf(text: (field: Field) => string, words: Words, source: Source): Reading {
  const faults = new Map<Field, Unreadable>();
  /** What a field means; undefined when it is empty, or cannot be read and is told so. */
  function of<Value>(field: Field, read: (text: string) => Value): Value | undefined {
    const given = text(field);
    try {
      return given === '' ? undefined : read(given);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.set(field, error);
      return undefined;
    }
  }
  const as = (field: Field) => text(field) || undefined;
  const localized = (da: Field, en: Field) => (as(da) || as(en) ? { da: as(da), en: as(en) } : undefined);
  const require = (field: Field) => text(field) === '' && faults.set(field, new Unreadable('needed'));

  require('title');
  require('categories');
  require('audiences');
  const occurrence = occurrenceOf(of, text, words, faults);
  const belongs = belongingOf(of, words);
  const item: ActivityInput = {
    title: localized('title', 'titleEn') ?? {},
    summary: localized('summary', 'summaryEn'),
    description: localized('description', 'descriptionEn'),
    categories: of('categories', (text) => severalNamed(text, words.categories)) ?? [],
    audiences: of('audiences', (text) => severalNamed(text, words.audiences)) ?? [],
    ageRange: of('ages', ages),
    languages: of('languages', (text) => severalNamed(text, words.languages)),
    tags: of('tags', several),
    institution: of('institution', (text) => named(text, words.institution)),
    partners: of('partners', (text) => severalNamed(text, words.partners)),
    price: of('price', price),
    attendanceMode: of('online', truth) ? 'ONLINE' : undefined,
    draft: of('draft', truth),
    links: linksOf(of),
    occurrences: [occurrence],
    source: { name: source.name, externalId: as('externalId') ?? source.sentAs ?? idOf(text('title'), occurrence) },
    ...belongs,
  };
  return { item, faults };
}

type Of = <Value>(field: Field, read: (text: string) => Value) => Value | undefined;

function belongingOf(of: Of, words: Words): Pick<ActivityInput, 'initiatives' | 'local'> {
  // A column of initiatives may say that some rows belong to none.
  const isLocal = of('initiatives', (text) => ['lokal', 'lokalt', 'local'].includes(folded(text)));
  if (isLocal || of('local', truth)) return { local: true };
  return { initiatives: of('initiatives', (text) => severalNamed(text, words.initiatives)) };
}

const LINKS = [['website', 'WEBSITE'], ['tickets', 'TICKETS'], ['registration', 'REGISTRATION']] as const;

function linksOf(of: Of): ActivityInput['links'] {
  const links = LINKS.flatMap(([field, kind]) => {
    const url = of(field, address);
    return url ? [{ kind, url }] : [];
  });
  return links.length > 0 ? links : undefined;
}

function occurrenceOf(of: Of, text: (field: Field) => string, words: Words, faults: Map<Field, Unreadable>): OccurrenceInput {
  const venue = of('venue', (text) => named(text, words.venue));
  const municipality = of('municipality', (text) => named(text, words.municipality));
  const place = text('place') && {
    name: text('place'),
    street: text('street') || undefined,
    postcode: text('postcode') || undefined,
    town: text('town') || undefined,
    municipality,
  };
  return {
    ...timesOf(of, text, faults),
    at: venue ? { venue } : place ? { place } : undefined,
    room: text('room') || undefined,
    capacity: of('capacity', whole),
  };
}

function timesOf(of: Of, text: (field: Field) => string, faults: Map<Field, Unreadable>): OccurrenceInput {
  const date = of('date', (text) => {
    const moment = when(text);
    if (!moment.day) throw new Unreadable('date', text);
    return moment;
  });
  const start = of('start', when);
  const end = endGiven(of('end', when), of('endTime', when));
  const day = start?.day ?? date?.day;
  const time = start?.time ?? date?.time;
  if (!day) {
    if (!faults.has('date') && !faults.has('start')) {
      faults.set(text('start') ? 'start' : 'date', text('start') ? new Unreadable('date', text('start')) : new Unreadable('needed'));
    }
    return {};
  }
  if (!time) return allDayOf(day, end, text('end'), faults);
  const until = end ?? (start?.until ?? date?.until ? { time: start?.until ?? date?.until } : undefined);
  if (until && !until.time) faults.set('end', new Unreadable('clock', text('end')));
  if (!until?.time) return { startsAt: `${day}T${time}` };
  if (!until.day && until.time <= time && !isNight(time, until.time)) {
    const field = (['endTime', 'end', 'start', 'date'] as const).find((field) => text(field) !== '') ?? 'date';
    faults.set(field, new Unreadable('order', text(field)));
  }
  return { startsAt: `${day}T${time}`, endsAt: endOf(day, time, until.day, until.time) };
}

/** Some have a column for the day of the end and one for its time. */
function endGiven(end: Moment | undefined, clock: Moment | undefined): Moment | undefined {
  return clock ? { day: end?.day, time: end?.time ?? clock.time } : end;
}

function allDayOf(day: string, end: Moment | undefined, given: string, faults: Map<Field, Unreadable>): OccurrenceInput {
  // An end with a time needs a beginning with one.
  if (end?.time) faults.set('end', new Unreadable('clock', given));
  return { allDay: { from: day, to: end?.day } };
}

/** From an afternoon or evening until the next morning; anything else is a slip. */
const isNight = (start: string, end: string) => start >= '15:00' && end < '08:00';

/** A time of day alone is on the same day, or behind midnight on the next. */
function endOf(day: string, time: string, endDay: string | undefined, endTime: string): string {
  if (endDay) return `${endDay}T${endTime}`;
  const next = new Date(`${day}T12:00:00Z`);
  if (endTime <= time) next.setUTCDate(next.getUTCDate() + 1);
  return `${next.toISOString().slice(0, 10)}T${endTime}`;
}

/** What tells rows apart that have no ids of their own: title and beginning. */
function idOf(title: string, { startsAt, allDay }: OccurrenceInput): string {
  return `${folded(title).slice(0, 90)} ${startsAt ?? allDay?.from ?? ''}`.trim();
}
