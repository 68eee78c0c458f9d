// What is wrong with an input. What cannot even be sent is told here, in the words of the page, and the rest by the hub.
import { messages } from '../../hub/messages';
import type { MistakeFragment } from '../../../generated/graphql';
import type { Draft, OccurrenceDraft, PeriodDraft, SeriesDraft, When } from './draft';
import { ore } from './money';
import { whole, WITHOUT_AMOUNTS } from './write';

export type Mistake = Pick<MistakeFragment, 'field' | 'message'> & Partial<MistakeFragment>;

const words = messages.desk.form.mistakes;

export function mistakesIn(draft: Draft): Mistake[] {
  const amounts = WITHOUT_AMOUNTS.includes(draft.price.kind) ? [] : draft.price.amounts;
  return [
    ...number('ageRange.from', draft.ageFrom),
    ...number('ageRange.to', draft.ageTo),
    ...amounts.flatMap(({ kroner }, index) => when(ore(kroner) === undefined, `price.amounts.${index}.amount`, words.amount)),
    ...mistakesInTimes(draft),
  ];
}

export function mistakesInTimes({ occurrences, series, periods }: When): Mistake[] {
  return [
    ...occurrences.flatMap((one, index) => ofOccurrence(`occurrences.${index}`, one)),
    ...series.flatMap((one, index) => ofSeries(`series.${index}`, one)),
    ...periods.flatMap((one, index) => ofPeriod(`periods.${index}`, one)),
  ];
}

/** A start that is missing is told by the hub, with all else that is. */
const ofOccurrence = (path: string, { isAllDay, endDate, to, capacity }: OccurrenceDraft): Mistake[] => [
  ...when(!isAllDay && Boolean(endDate) && !to, `${path}.endsAt`, words.time),
  ...number(`${path}.capacity`, capacity),
];

const ofSeries = (path: string, { first, rule }: SeriesDraft): Mistake[] => [
  ...ofOccurrence(`${path}.first`, first),
  ...when(!rule.raw && rule.end === 'until' && !rule.until, `${path}.rule.until`, words.until),
];

export const ofPeriod = (path: string, { from, to, hours, adjusted, closed }: PeriodDraft): Mistake[] => [
  ...when(!from, `${path}.from`, words.date),
  ...when(!to, `${path}.to`, words.date),
  ...hours.flatMap(({ opens, closes }, index) => ofHours(`${path}.openingHours.${index}`, opens, closes)),
  ...closed.flatMap((day, index) => when(!day, `${path}.closed.${index}`, words.date)),
  ...adjusted.flatMap(({ day, opens, closes }, index) => [
    ...when(!day, `${path}.adjusted.${index}.day`, words.date),
    ...ofHours(`${path}.adjusted.${index}`, opens, closes),
  ]),
];

const ofHours = (path: string, opens: string, closes: string): Mistake[] => [
  ...when(!opens, `${path}.opens`, words.time),
  ...when(!closes, `${path}.closes`, words.time),
];

const number = (field: string, text: string) => when(text.trim() !== '' && whole(text) === null, field, words.number);

const when = (isWrong: boolean, field: string, message: string): Mistake[] => (isWrong ? [{ field, message }] : []);
