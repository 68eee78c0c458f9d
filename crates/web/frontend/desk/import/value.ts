// What a cell means to its field.
import { momentOf, type Moment, type WhenFault } from './when';
import { priceOf } from './price';
import { DEAREST } from '../form/money';
import { folded } from './field';
import type { Names } from './words';
import type { AgeRangeInput, PriceInput } from '../../../generated/graphql';

/** What is wrong with a cell, by the name of its message, and what it is about. */
export class Unreadable extends Error {
  constructor(
    readonly reason: WhenFault | 'clock' | 'price' | 'truth' | 'unknown' | 'ambiguous' | 'ages' | 'dear' | 'order' | 'whole' | 'address' | 'needed',
    readonly about: string = '',
  ) {
    super(reason);
  }
}

export function when(text: string): Moment {
  const moment = momentOf(text);
  if ('fault' in moment) throw new Unreadable(moment.fault, text);
  return moment;
}

export function price(text: string): PriceInput {
  const price = priceOf(text);
  if (!price) throw new Unreadable('price', text);
  if (price.amounts?.some(({ amount }) => amount > DEAREST)) throw new Unreadable('dear', text);
  return price;
}

const YES = ['ja', 'j', 'yes', 'y', 'x', '1', 'true', 'sand', 'sandt'];
const NO = ['nej', 'n', 'no', '0', 'false', 'falsk'];

export function truth(text: string): boolean {
  const word = folded(text);
  if (YES.includes(word)) return true;
  if (NO.includes(word)) return false;
  throw new Unreadable('truth', text);
}

export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text.replace(/[.\s](?=\d{3}\b)/g, ''))) throw new Unreadable('whole', text);
  return Number(text.replace(/[.\s]/g, ''));
}

/** `6-12`, `18+`, `fra 6 år`, `6`. */
export function ages(text: string): AgeRangeInput {
  const [, from, to, isOpen] = /^(?:fra|from)?\s*(\d{1,3})\s*(?:(?:år)?\s*(?:[-–]|til|to)\s*(\d{1,3})|(\+))?\s*(?:år|years)?$/i.exec(text) ?? [];
  if (!from) throw new Unreadable('ages', text);
  if (to) return { from: Number(from), to: Number(to) };
  return isOpen || /^(fra|from)/i.test(text) ? { from: Number(from) } : { from: Number(from), to: Number(from) };
}

/** The code or id of what is named. */
export function named(text: string, names: Names): string {
  const found = names.found.get(folded(text));
  if (!found) throw new Unreadable('unknown', text);
  if (found.size > 1) throw new Unreadable('ambiguous', text);
  return [...found][0]!;
}

/** Several by commas, semicolons or lines. A name may have a comma itself. */
export function severalNamed(text: string, names: Names): string[] {
  if (names.found.has(folded(text))) return [named(text, names)];
  return [...new Set(several(text).map((part) => named(part, names)))];
}

export const several = (text: string) => text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== '');

/** An address of the web; `www.` is understood. */
export function address(text: string): string {
  const given = /^www\./i.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\/\S+$/i.test(given)) throw new Unreadable('address', text);
  return given;
}
