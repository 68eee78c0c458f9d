// How a row was understood: when, where, for how much.
import { messages } from '../../hub/messages';
import { day, noon } from '../../hub/time';
import type { ActivityInput, OccurrenceInput, PriceInput } from '../../../generated/graphql';
import type { Words } from './words';

const words = messages.desk.import.summary;
const kroner = new Intl.NumberFormat('da-DK', { minimumFractionDigits: 2, trailingZeroDisplay: 'stripIfInteger' });

export function summary({ occurrences, price }: ActivityInput, known: Words): string {
  const occurrence = occurrences?.[0] ?? {};
  const { at } = occurrence;
  const where = known.venue.all.find(({ code }) => code === at?.venue)?.name ?? at?.place?.name;
  return [when(occurrence), where, price ? cost(price) : words.noPrice].filter(Boolean).join(' · ');
}

function when({ startsAt, endsAt, allDay }: OccurrenceInput): string | undefined {
  if (allDay) return allDay.to && allDay.to !== allDay.from ? `${day(noon(allDay.from))} – ${day(noon(allDay.to))}` : day(noon(allDay.from));
  if (!startsAt) return undefined;
  // These are what the clock on the wall shows there, and stay so.
  const [from = '', start = ''] = startsAt.split('T');
  const [to = '', end = ''] = endsAt?.split('T') ?? [];
  const until = to === '' ? '' : to === from ? `–${clock(end)}` : ` – ${day(noon(to))} ${clock(end)}`;
  return `${day(noon(from))} ${clock(start)}${until}`;
}

const clock = (time: string) => time.slice(0, 5).replace(':', '.') + time.slice(5);

function cost({ kind, amounts }: PriceInput): string {
  if (kind === 'FREE' || kind === 'FREE_REGISTRATION') return words.free;
  const told = (amounts ?? []).map(({ label, amount }) => [label, kroner.format(amount / 100)].filter(Boolean).join(' '));
  return told.length > 0 ? `${told.join(kind === 'RANGE' ? '–' : ', ')} kr.` : words.noPrice;
}
