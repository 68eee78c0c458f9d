// What the pages say: one file for each language, and only that of the page is loaded.
import type Danish from '../../messages/da.json';

export type Messages = typeof Danish;
export type Language = 'da' | 'en';

/** The language of the page, as the server chose it by the address or by the browser. */
export const language: Language = document.documentElement.lang === 'en' ? 'en' : 'da';

/** How dates and numbers are written here. */
export const locale = language === 'en' ? 'en-GB' : 'da-DK';

/** As the schema names it. */
export const LANGUAGE = language === 'en' ? 'EN' : 'DA';

async function load(): Promise<Messages> {
  return language === 'en'
    ? (await import('../../messages/en.json')).default
    : (await import('../../messages/da.json')).default;
}

export const messages: Messages = await load();

/** Puts values in the places of a text: `{count} more`. */
export function say(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** So many, in words: one is told otherwise than several. */
export function counted(texts: { one: string; several: string }, count: number): string {
  return say(count === 1 ? texts.one : texts.several, { count: number.format(count) });
}

/** Compares texts as Danish or English does. */
export const collator = new Intl.Collator(language);

/** A whole number as it is written here. */
export const number = new Intl.NumberFormat(locale);
