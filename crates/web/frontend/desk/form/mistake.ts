// What is wrong with an input. What cannot even be sent is told here, in the words of the page, and the rest by the hub.
import { messages } from '../../hub/messages';
import { isDay } from '../../hub/time';
import type { MistakeFragment } from '../../../generated/graphql';
import type { Draft, OccurrenceDraft, PeriodDraft, SeriesDraft, When } from './draft';
import { DEAREST, ore } from './money';
import type { Rule } from './rule';
import { whole, WITHOUT_AMOUNTS } from './write';

export type Mistake = Pick<MistakeFragment, 'field' | 'message'> & Partial<MistakeFragment>;

const words = messages.desk.form.mistakes;

export function mistakesIn(draft: Draft): Mistake[] {
  const amounts = WITHOUT_AMOUNTS.includes(draft.price.kind) ? [] : draft.price.amounts;
  return [
    ...number('ageRange.from', draft.ageFrom),
    ...number('ageRange.to', draft.ageTo),
    ...amounts.flatMap(({ kroner }, index) => amount(`price.amounts.${index}.amount`, ore(kroner))),
    ...mistakesInTimes(draft),
  ];
}

/** An image that is filled in and not sent would be lost. */
export const UNSENT_IMAGE: Mistake = { field: 'image', message: words.image };

export function mistakesInTimes({ occurrences, series, periods }: When): Mistake[] {
  return [
    ...occurrences.flatMap((one, index) => ofOccurrence(`occurrences.${index}`, one)),
    ...series.flatMap((one, index) => ofSeries(`series.${index}`, one)),
    ...periods.flatMap((one, index) => ofPeriod(`periods.${index}`, one)),
  ];
}

/** A start that is missing is told by the hub, with all else that is. */
const ofOccurrence = (path: string, { isAllDay, date, endDate, to, capacity }: OccurrenceDraft): Mistake[] => [
  ...ofDay(isAllDay ? `${path}.allDay.from` : `${path}.startsAt`, date),
  ...ofDay(isAllDay ? `${path}.allDay.to` : `${path}.endsAt.date`, endDate),
  // An end without a day has that of the start.
  ...when(!date && Boolean(to), isAllDay ? `${path}.allDay.from` : `${path}.startsAt`, words.date),
  ...when(!isAllDay && Boolean(endDate) && !to, `${path}.endsAt`, words.time),
  ...number(`${path}.capacity`, capacity),
];

export const ofSeries = (path: string, { first, rule }: SeriesDraft): Mistake[] => [
  ...ofOccurrence(`${path}.first`, first),
  ...(rule.raw ? [] : ofRule(`${path}.rule`, rule)),
];

const ofRule = (path: string, { interval, end, count, until }: Rule): Mistake[] => [
  ...when(!whole(interval), `${path}.interval`, words.positive),
  ...when(end === 'count' && !whole(count), `${path}.count`, words.positive),
  ...when(end === 'until' && !until, `${path}.until`, words.until),
  ...(end === 'until' ? ofDay(`${path}.until`, until) : []),
];

export const ofPeriod = (path: string, { from, to, hours, adjusted, closed }: PeriodDraft): Mistake[] => [
  ...ofNeededDay(`${path}.from`, from),
  ...ofNeededDay(`${path}.to`, to),
  ...hours.flatMap(({ opens, closes }, index) => ofHours(`${path}.openingHours.${index}`, opens, closes)),
  ...closed.flatMap((day, index) => ofNeededDay(`${path}.closed.${index}`, day)),
  ...adjusted.flatMap(({ day, opens, closes }, index) => [
    ...ofNeededDay(`${path}.adjusted.${index}.day`, day),
    ...ofHours(`${path}.adjusted.${index}`, opens, closes),
  ]),
];

const ofHours = (path: string, opens: string, closes: string): Mistake[] => [
  ...when(!opens, `${path}.opens`, words.time),
  ...when(!closes, `${path}.closes`, words.time),
];

/** A field for a day takes years of more than four digits, too. */
const ofDay = (field: string, day: string) => when(day !== '' && !isDay(day), field, words.day);

const ofNeededDay = (field: string, day: string) => [...when(!day, field, words.date), ...ofDay(field, day)];

const amount = (field: string, ore: number | undefined) => [
  ...when(ore === undefined, field, words.amount),
  ...when(ore !== undefined && ore > DEAREST, field, words.amountRange),
];

const number = (field: string, text: string) => when(text.trim() !== '' && whole(text) === null, field, words.number);

const when = (isWrong: boolean, field: string, message: string): Mistake[] => (isWrong ? [{ field, message }] : []);
