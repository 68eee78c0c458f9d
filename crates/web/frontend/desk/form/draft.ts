// What is typed, as it is typed: every field a text, so that nothing is lost while it is half done.
import type { AttendanceMode, LinkKind, OccurrenceStatus, PriceKind, Weekday } from '../../../generated/graphql';
import type { Rule } from './rule';

export interface Text {
  da: string;
  en: string;
}

/** A known venue, a place that is given, or none. */
export interface PlaceDraft {
  kind: 'venue' | 'given' | 'none';
  venue: string;
  name: string;
  street: string;
  postcode: string;
  town: string;
  municipality: string;
  /** Where it lies, as long as its address is the one that was read. */
  point?: { lat: number; lon: number };
}

export interface OccurrenceDraft {
  isAllDay: boolean;
  /** The first day, as `2026-12-01`. */
  date: string;
  /** The clock at the start, as `19:30`. */
  from: string;
  /** The last day; empty for the first one. */
  endDate: string;
  to: string;
  /** The offsets that were read: they tell autumn's doubled hour apart, until the time is changed. */
  startOffset?: string;
  endOffset?: string;
  timeZone?: string;
  place: PlaceDraft;
  room: string;
  capacity: string;
  status?: OccurrenceStatus;
}

export interface SeriesDraft {
  first: OccurrenceDraft;
  rule: Rule;
  /** Wall clocks, as `2026-12-01T19:30`. */
  exclude: string[];
  include: string[];
}

export interface Hours {
  weekday: Weekday;
  opens: string;
  closes: string;
}

export interface DayHours {
  day: string;
  opens: string;
  closes: string;
}

export interface PeriodDraft {
  from: string;
  to: string;
  hours: Hours[];
  closed: string[];
  adjusted: DayHours[];
  timeZone?: string;
  place: PlaceDraft;
  room: string;
}

export interface When {
  occurrences: OccurrenceDraft[];
  series: SeriesDraft[];
  periods: PeriodDraft[];
}

export interface Draft extends When {
  institution: string;
  title: Text;
  summary: Text;
  description: Text;
  categories: string[];
  audiences: string[];
  ageFrom: string;
  ageTo: string;
  languages: string[];
  isLocal: boolean;
  initiatives: string[];
  tracks: string[];
  partners: string[];
  price: { kind: PriceKind; amounts: { label: string; kroner: string }[] };
  links: { kind: LinkKind; url: string }[];
  tags: string;
  attendanceMode: AttendanceMode;
  /** Their ids, in the order they are shown. */
  images: string[];
}

export type Change<T> = (part: Partial<T>) => void;

export const noPlace = (venue = ''): PlaceDraft => ({
  kind: 'venue',
  venue,
  name: '',
  street: '',
  postcode: '',
  town: '',
  municipality: '',
});

export const newOccurrence = (venue = ''): OccurrenceDraft => ({
  isAllDay: false,
  date: '',
  from: '',
  endDate: '',
  to: '',
  place: noPlace(venue),
  room: '',
  capacity: '',
});

export const newRule = (): Rule => ({
  frequency: 'WEEKLY',
  interval: '1',
  weekdays: [],
  monthly: 'date',
  end: 'count',
  count: '10',
  until: '',
  raw: '',
});

export const newSeries = (venue = ''): SeriesDraft => ({
  first: newOccurrence(venue),
  rule: newRule(),
  exclude: [],
  include: [],
});

export const newPeriod = (venue = ''): PeriodDraft => ({
  from: '',
  to: '',
  hours: [{ weekday: 'TUESDAY', opens: '10:00', closes: '16:00' }],
  closed: [],
  adjusted: [],
  place: noPlace(venue),
  room: '',
});

export function newDraft(institution = ''): Draft {
  const nothing = () => ({ da: '', en: '' });
  return {
    institution,
    title: nothing(),
    summary: nothing(),
    description: nothing(),
    categories: [],
    audiences: [],
    ageFrom: '',
    ageTo: '',
    languages: [],
    isLocal: false,
    initiatives: [],
    tracks: [],
    partners: [],
    price: { kind: 'UNKNOWN', amounts: [] },
    links: [],
    tags: '',
    attendanceMode: 'ON_SITE',
    images: [],
    occurrences: [newOccurrence()],
    series: [],
    periods: [],
  };
}

/** Whether two parts of drafts say the same. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
