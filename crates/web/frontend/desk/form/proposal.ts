// What is proposed for a published activity: told in the shapes of its input.
import type {
  ActivityUpdateInput,
  LocalizedInput,
  OccurrenceInput,
  PeriodInput,
  PlaceInput,
  SeriesInput,
} from '../../../generated/graphql';
import { noPlace, type Draft, type OccurrenceDraft, type PeriodDraft, type PlaceDraft, type SeriesDraft, type Text } from './draft';
import { kroner } from './money';
import { read as readRule } from './rule';
import { ofTimes } from './times';

type Change = { field: string; after?: unknown };
type Input = Required<ActivityUpdateInput>;

/** The parts of a draft that are proposed. */
export function proposed(changes: Change[]): Partial<Draft> {
  return Object.assign({}, ...changes.map(({ field, after }) => READERS[field]?.(after as never) ?? {})) as Partial<Draft>;
}

const text = (text: LocalizedInput | null | undefined): Text => ({ da: text?.da ?? '', en: text?.en ?? '' });
const number = (given: number | null | undefined) => String(given ?? '');
/** A field that empties nothing: what is proposed for it is there. */
type There<Name extends keyof Input> = NonNullable<Input[Name]>;

const READERS: Record<string, (after: never) => Partial<Draft>> = {
  title: (after: There<'title'>) => ({ title: text(after) }),
  summary: (after: Input['summary']) => ({ summary: text(after) }),
  description: (after: Input['description']) => ({ description: text(after) }),
  categories: (categories: There<'categories'>) => ({ categories }),
  audiences: (audiences: There<'audiences'>) => ({ audiences }),
  ageRange: (after: Input['ageRange']) => ({ ageFrom: number(after?.from), ageTo: number(after?.to) }),
  languages: (languages: There<'languages'>) => ({ languages }),
  local: (isLocal: There<'local'>) => (isLocal ? { isLocal, initiatives: [], tracks: [] } : { isLocal }),
  initiatives: (initiatives: There<'initiatives'>) => ({ initiatives }),
  tracks: (tracks: There<'tracks'>) => ({ tracks }),
  partners: (partners: There<'partners'>) => ({ partners }),
  price: (after: Input['price']) => ({
    price: {
      kind: after?.kind ?? 'UNKNOWN',
      amounts: (after?.amounts ?? []).map(({ label, amount }) => ({ label: label ?? '', kroner: kroner(amount) })),
    },
  }),
  links: (links: There<'links'>) => ({ links }),
  tags: (tags: There<'tags'>) => ({ tags: tags.join(', ') }),
  attendanceMode: (attendanceMode: There<'attendanceMode'>) => ({ attendanceMode }),
  images: (images: There<'images'>) => ({ images }),
  occurrences: (after: OccurrenceInput[]) => ({ occurrences: after.map(occurrence) }),
  series: (after: SeriesInput[]) => ({ series: after.map(series) }),
  periods: (after: PeriodInput[]) => ({ periods: after.map(period) }),
};

function occurrence({ startsAt, endsAt, allDay, timeZone, at, room, capacity, status }: OccurrenceInput): OccurrenceDraft {
  const days = allDay && { from: allDay.from, to: allDay.to ?? allDay.from };
  return {
    ...ofTimes({ startsAt: startsAt ?? '', endsAt, allDay: days, timeZone: timeZone ?? '' }),
    place: place(at),
    room: room ?? '',
    capacity: number(capacity),
    ...(status && { status }),
  };
}

function series({ first, rule, exclude, include }: SeriesInput): SeriesDraft {
  const draft = occurrence(first);
  const clocks = (times: SeriesInput['exclude']) => (times ?? []).map((at) => at.slice(0, 16));
  return { first: draft, rule: readRule(rule, draft.date), exclude: clocks(exclude), include: clocks(include) };
}

function period({ from, to, openingHours, closed, adjusted, timeZone, at, room }: PeriodInput): PeriodDraft {
  return {
    from,
    to,
    hours: openingHours,
    closed: closed ?? [],
    adjusted: adjusted ?? [],
    timeZone: timeZone ?? undefined,
    place: place(at),
    room: room ?? '',
  };
}

function place(at: PlaceInput | null | undefined): PlaceDraft {
  if (at?.venue) return noPlace(at.venue);
  if (!at?.place) return { ...noPlace(), kind: 'none' };
  const { name, street, postcode, town, municipality, lat, lon } = at.place;
  return {
    ...noPlace(),
    kind: 'given',
    name,
    street: street ?? '',
    postcode: postcode ?? '',
    town: town ?? '',
    municipality: municipality ?? '',
    ...(typeof lat === 'number' && typeof lon === 'number' && { point: { lat, lon } }),
  };
}
