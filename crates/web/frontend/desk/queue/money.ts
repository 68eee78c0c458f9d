import { locale } from '../../hub/messages';

const format = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'DKK',
  trailingZeroDisplay: 'stripIfInteger',
});

/** An amount in øre: `75 kr.`. */
export const money = (ore: number) => format.format(ore / 100);
