import { messages, number, say } from '../hub/messages';
import { langOf, pageOf } from '../hub/page';
import { Place } from '../hub/place';
import { markOf, type Standing } from '../hub/standing';
import { span } from '../hub/time';
import type { Row } from './pages';

const words = messages.site;

/** What is not as one would expect. */
export function Mark({ activity, occurrence }: { activity: { status: string }; occurrence: Standing }) {
  const told = markOf(activity.status, occurrence);
  return told ? <strong class="mark"> {told}</strong> : null;
}

export function ActivityRow({ row }: { row: Row }) {
  const lang = langOf(row.textLanguage);
  const facts = [row.responsible.name, ...row.categories.map((category) => category.name), ...(row.price.free ? [words.free] : [])];
  const distance = row.distanceKm == null ? '' : say(messages.calendar.away, { km: number.format(Math.round(row.distanceKm * 10) / 10) });
  return (
    <li>
      <article>
        <p class="time">
          <time dateTime={row.nextOccurrence.startsAt}>{span(row.nextOccurrence)}</time>
          <Mark activity={row} occurrence={row.nextOccurrence} />
        </p>
        <h2>
          <a lang={lang} href={pageOf(row.id)}><bdi>{row.title}</bdi></a>
        </h2>
        {row.place && (
          <p class="place">
            <Place place={row.place} />
            {distance && ` · ${distance}`}
          </p>
        )}
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
