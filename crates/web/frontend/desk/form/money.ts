// Kroner as people write them, and øre as the hub counts them.
import { language } from '../../hub/messages';

/** What one amount can be at most, in øre. */
export const DEAREST = 10_000_000;

/** Exactly: `125`, `125,50`, `1.250,50` and `125,-`; undefined when it is no amount. */
export function ore(kroner: string): number | undefined {
  const text = kroner.replace(/\s|,-$/g, '');
  const whole = text.replace(/^(\d{1,3})((?:\.\d{3})+)(?=,|$)|^(\d{1,3})((?:,\d{3})+)(?=\.|$)/, (found) => found.replace(/[.,]/g, ''));
  const parts = whole.match(/^(\d{1,7})(?:[.,](\d{1,2}))?$/);
  if (!parts) return undefined;
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}

export function kroner(ore: number): string {
  const rest = ore % 100;
  const whole = String((ore - rest) / 100);
  return rest === 0 ? whole : `${whole}${language === 'en' ? '.' : ','}${String(rest).padStart(2, '0')}`;
}
