// What is proposed for a published activity. The hub tells it in the shape in which it keeps it, which is not quite that
// of its inputs.
import type { LinkKind, OccurrenceStatus, PriceKind, AttendanceMode, Weekday } from '../../../generated/graphql';
import { noPlace, type Draft, type OccurrenceDraft, type PeriodDraft, type PlaceDraft, type SeriesDraft, type Text } from './draft';
import { kroner } from './money';
import { read as readRule } from './rule';
import { ofTimes } from './times';

interface Kept {
  startsAt?: string;
  endsAt?: string;
  allDay?: [string, string];
  timeZone: string;
  venue?: string;
  place?: Partial<Record<'municipality' | 'name' | 'postcode' | 'street' | 'town', string>> & { lat?: number; lon?: number };
  room?: string;
  capacity?: number;
  status?: OccurrenceStatus;
}

interface KeptHours {
  opens: string;
  closes: string;
}

interface KeptSeries {
  first: Kept;
  pattern: {
    rule?: { rule: string; exclude: string[]; include: string[] };
    period?: {
      from: string;
      to: string;
      openingHours: (KeptHours & { weekday: string })[];
      closed: string[];
      adjusted: (KeptHours & { day: string })[];
    };
  };
}

type Change = { field: string; after?: unknown };

/** The parts of a draft that are proposed. */
export function proposed(changes: Change[]): Partial<Draft> {
  return Object.assign({}, ...changes.map(({ field, after }) => READERS[field]?.(after as never) ?? {})) as Partial<Draft>;
}

const text = (text: { da?: string | null; en?: string | null } | null): Text => ({ da: text?.da ?? '', en: text?.en ?? '' });
const age = (age: number | null | undefined) => String(age ?? '');

const READERS: Record<string, (after: never) => Partial<Draft>> = {
  title: (after: Text) => ({ title: text(after) }),
  summary: (after: Text | null) => ({ summary: text(after) }),
  description: (after: Text | null) => ({ description: text(after) }),
  categories: (categories: string[]) => ({ categories }),
  audiences: (audiences: string[]) => ({ audiences }),
  ageRange: (after: [number | null, number | null] | null) => ({ ageFrom: age(after?.[0]), ageTo: age(after?.[1]) }),
  languages: (languages: string[]) => ({ languages }),
  local: (isLocal: boolean) => (isLocal ? { isLocal, initiatives: [], tracks: [] } : { isLocal }),
  initiatives: (initiatives: string[]) => ({ initiatives }),
  tracks: (tracks: string[]) => ({ tracks }),
  partners: (partners: string[]) => ({ partners }),
  price: (after: { kind: PriceKind; amounts: { label?: string; amount: number }[] } | null) => ({
    price: {
      kind: after?.kind ?? 'UNKNOWN',
      amounts: (after?.amounts ?? []).map(({ label, amount }) => ({ label: label ?? '', kroner: kroner(amount) })),
    },
  }),
  links: (links: { kind: LinkKind; url: string }[]) => ({ links }),
  tags: (tags: string[]) => ({ tags: tags.join(', ') }),
  attendanceMode: (attendanceMode: AttendanceMode) => ({ attendanceMode }),
  images: (images: string[]) => ({ images: images.map((id) => typed('image', id)) }),
  occurrences: (after: Kept[]) => ({ occurrences: after.map(occurrence) }),
  series: (after: KeptSeries[]) => ({
    series: after.flatMap((one) => (one.pattern.rule ? [series(one)] : [])),
    periods: after.flatMap((one) => (one.pattern.period ? [period(one)] : [])),
  }),
};

function occurrence({ startsAt = '', endsAt, allDay, timeZone, ...rest }: Kept): OccurrenceDraft {
  const days = allDay && { from: allDay[0], to: allDay[1] };
  return {
    ...ofTimes({ startsAt, endsAt, allDay: days, timeZone }),
    place: place(rest),
    room: rest.room ?? '',
    capacity: age(rest.capacity),
    ...(rest.status && { status: rest.status }),
  };
}

function series({ first, pattern }: KeptSeries): SeriesDraft {
  const draft = occurrence(first);
  const clock = (at: string) => at.slice(0, 16);
  const { rule, exclude, include } = pattern.rule!;
  return { first: draft, rule: readRule(rule, draft.date), exclude: exclude.map(clock), include: include.map(clock) };
}

const WEEKDAYS: Record<string, Weekday> = {
  Mon: 'MONDAY',
  Tue: 'TUESDAY',
  Wed: 'WEDNESDAY',
  Thu: 'THURSDAY',
  Fri: 'FRIDAY',
  Sat: 'SATURDAY',
  Sun: 'SUNDAY',
};

function period({ first, pattern }: KeptSeries): PeriodDraft {
  const { from, to, openingHours, closed, adjusted } = pattern.period!;
  const hours = ({ opens, closes }: KeptHours) => ({ opens: opens.slice(0, 5), closes: closes.slice(0, 5) });
  return {
    from,
    to,
    closed,
    hours: openingHours.map((one) => ({ weekday: WEEKDAYS[one.weekday] ?? 'MONDAY', ...hours(one) })),
    adjusted: adjusted.map((one) => ({ day: one.day, ...hours(one) })),
    timeZone: first.timeZone,
    place: place(first),
    room: first.room ?? '',
  };
}

function place({ venue, place }: Pick<Kept, 'place' | 'venue'>): PlaceDraft {
  if (venue) return noPlace(typed('venue', venue));
  if (!place) return { ...noPlace(), kind: 'none' };
  const { lat, lon, ...told } = place;
  return { ...noPlace(), ...told, kind: 'given', ...(lat !== undefined && lon !== undefined && { point: { lat, lon } }) };
}

/** An id with its type, which is kept without it. */
const typed = (type: string, id: string) => (id.startsWith(`${type}_`) ? id : `${type}_${id}`);
