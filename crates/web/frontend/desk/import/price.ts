// Prices as people write them: kroner, with a comma before the øre.
import type { PriceInput } from '../../../generated/graphql';

const AMOUNT = String.raw`\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?|\d+\.\d{1,2}`;
const ONE = new RegExp(String.raw`^(?:kr\.?|dkk)?\s*(${AMOUNT})\s*(?:,-|kr\.?|dkk)?$`);
const RANGE = new RegExp(String.raw`^(?:kr\.?|dkk)?\s*(${AMOUNT})\s*(?:[-–]|til|to)\s*(${AMOUNT})\s*(?:,-|kr\.?|dkk)?$`);
const LABELLED = new RegExp(String.raw`^(.*?\p{L}.*?):?\s+((?:kr\.?\s*)?(?:${AMOUNT})\s*(?:,-|kr\.?)?)$`, 'iu');
const FREE = ['gratis', 'free', 'fri entré', 'fri entre', '0', '0 kr', '0 kr.', '0,00', '0,-'];
const FREE_REGISTRATION = ['gratis med tilmelding', 'free with registration', 'gratis, tilmelding'];
const UNKNOWN = ['ukendt', 'unknown', '?', 'ikke oplyst', 'not stated'];

/** Reads a price; null when it cannot be read. */
export function priceOf(given: string): PriceInput | null {
  const text = given.trim().toLowerCase();
  if (FREE.includes(text)) return { kind: 'FREE' };
  if (FREE_REGISTRATION.includes(text)) return { kind: 'FREE_REGISTRATION' };
  if (UNKNOWN.includes(text)) return { kind: 'UNKNOWN' };
  const [, from, to] = RANGE.exec(text) ?? [];
  if (from && to) return { kind: 'RANGE', amounts: [{ amount: oreOf(from) }, { amount: oreOf(to) }] };
  const [, one] = ONE.exec(text) ?? [];
  if (one) return { kind: 'FIXED', amounts: [{ amount: oreOf(one) }] };
  return labelled(given);
}

/** `Voksen 100; barn 50,50`. */
function labelled(given: string): PriceInput | null {
  const amounts = [];
  for (const part of given.split(/[;/\n]/)) {
    const [, label, amount] = LABELLED.exec(part.trim()) ?? [];
    const [, one] = ONE.exec(amount?.trim().toLowerCase() ?? '') ?? [];
    if (!label || !one) return null;
    amounts.push({ label: label.trim(), amount: oreOf(one) });
  }
  return { kind: 'FIXED', amounts };
}

function oreOf(amount: string): number {
  const isEnglish = /^\d+\.\d{1,2}$/.test(amount);
  return Math.round(Number(isEnglish ? amount : amount.replaceAll('.', '').replace(',', '.')) * 100);
}
