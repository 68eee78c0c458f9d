import { language } from '../../hub/messages';

const format = new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'da-DK', {
  style: 'currency',
  currency: 'DKK',
  trailingZeroDisplay: 'stripIfInteger',
});

/** An amount in øre: `75 kr.`. */
export const money = (ore: number) => format.format(ore / 100);
