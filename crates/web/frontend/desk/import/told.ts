// What is wrong with a row, in words.
import { messages, say } from '../../hub/messages';
import { asSentence } from '../sentence';
import type { Field } from './field';
import type { ReadRow } from './reading';

const words = messages.desk.import;

/** Of one field: what cannot be read, else what the hub said of it. */
export function wrongIn({ faults, row, sameAs }: ReadRow, field: Field, hasIds: boolean): string | undefined {
  const fault = faults.get(field);
  if (fault) return say(words.faults[fault.reason], { text: fault.about });
  if (sameAs !== undefined && field === (hasIds ? 'externalId' : 'title')) return say(words.faults.same, { row: sameAs });
  const told = (row.sent ?? row.tried)?.errors.filter((error) => error.field === field) ?? [];
  return told.length > 0 ? told.map(({ message }) => asSentence(message)).join(' ') : undefined;
}

/** Of the row as a whole. */
export function wrongWith({ row, isTooWide }: ReadRow): string[] {
  const told = (row.sent ?? row.tried)?.errors.filter(({ field }) => field === undefined) ?? [];
  return [...(isTooWide ? [words.faults.wide] : []), ...told.map(({ message }) => asSentence(message))];
}

/** All of it, with the names of the fields. */
export function allWrong(read: ReadRow, fields: Field[], hasIds: boolean): string {
  const byField = fields.flatMap((field) => {
    const wrong = wrongIn(read, field, hasIds);
    return wrong ? [`${words.fields[field]}: ${wrong}`] : [];
  });
  return [...byField, ...wrongWith(read)].join(' ');
}
