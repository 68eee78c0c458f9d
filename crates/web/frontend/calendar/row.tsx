import { messages, number, say } from '../hub/messages';
import { langOf, pageOf } from '../hub/page';
import { span } from '../hub/time';
import type { Row } from './pages';

const words = messages.site;

/** What is not as one would expect. */
export function Mark({ activity, occurrence }: { activity?: string; occurrence?: string }) {
  const told =
    activity === 'CANCELLED' || occurrence === 'CANCELLED'
      ? words.cancelled
      : { POSTPONED: words.postponed, SOLD_OUT: words.soldOut }[occurrence ?? ''];
  return told ? <strong class="mark"> {told}</strong> : null;
}

export function ActivityRow({ row }: { row: Row }) {
  const lang = langOf(row.textLanguage);
  const facts = [row.responsible.name, ...row.categories.map((category) => category.name), ...(row.price.free ? [words.free] : [])];
  const place = [row.place?.name, row.place?.municipality?.name].filter(Boolean).join(', ');
  const distance = row.distanceKm == null ? '' : say(messages.calendar.away, { km: number.format(Math.round(row.distanceKm * 10) / 10) });
  return (
    <li>
      <article>
        <p class="time">
          <time dateTime={row.nextOccurrence.startsAt}>{span(row.nextOccurrence)}</time>
          <Mark activity={row.status} occurrence={row.nextOccurrence.status} />
        </p>
        <h2>
          <a lang={lang} href={pageOf(row.id)}>{row.title}</a>
        </h2>
        {place && <p class="place">{[place, distance].filter(Boolean).join(' · ')}</p>}
        <Text row={row} lang={lang} />
        <p class="facts">{facts.join(' · ')}</p>
      </article>
    </li>
  );
}

/** Where the words were found; else the summary. */
function Text({ row, lang }: { row: Row; lang: string | undefined }) {
  if (!row.excerpt) return row.summary ? <p lang={lang}>{row.summary}</p> : null;
  const { cutBefore, cutAfter, fragments } = row.excerpt;
  return (
    <p lang={lang}>
      {cutBefore && '… '}
      {fragments.map(({ text, found }, place) => (found ? <mark key={place}>{text}</mark> : text))}
      {cutAfter && ' …'}
    </p>
  );
}
