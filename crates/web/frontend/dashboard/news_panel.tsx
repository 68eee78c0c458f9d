import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, say } from '../hub/messages';
import type { News, Row } from './news';
import { momentOf } from './programme_panel';
import { Title } from './title';

const words = messages.dashboard;
/** How often news is read out at most. */
const PAUSE_MS = 10_000;

/** What is new, the newest first. */
export function NewsPanel({ news, minute }: { news: News; minute: Date }) {
  return (
    <section class="panel news">
      <h2>{words.news}</h2>
      {!news.rows && <p>{messages.common.loading}</p>}
      {news.rows?.length === 0 && <p>{words.noNews}</p>}
      <ul class="rows">
        {news.rows?.map((row) => <NewsRow key={row.key} row={row} minute={minute} />)}
      </ul>
      <p role="status" class="unseen">{useReadOut(news)}</p>
    </section>
  );
}

const kindOf = ({ kind }: Row) => words.kinds[kind as keyof typeof words.kinds] ?? words.kinds.CHANGED;

function NewsRow({ row, minute }: { row: Row; minute: Date }) {
  const { name, municipality } = row.activity.responsible;
  const by = [name, municipality?.name].filter(Boolean).join(', ');
  return (
    <li class={row.isNew ? 'is-new' : undefined}>
      <Title activity={row.activity} />
      <p class="about">
        <span class={row.kind === 'CANCELLED' || row.kind === 'POSTPONED' ? 'kind mark' : 'kind'}>{kindOf(row)}</span>{' '}
        <time dateTime={row.at}>{momentOf(row.at, minute)}</time> {by}
      </p>
    </li>
  );
}

/** What a screen reader says of what came: the newest, and how many they are since it last spoke. */
function useReadOut({ rows, arrivals }: News): string {
  const [told, setTold] = useState({ arrivals: 0, text: '' });
  const spokeAt = useRef(0);
  const newest = rows?.[0];
  useEffect(() => {
    const count = arrivals - told.arrivals;
    if (!newest?.isNew || count === 0) return;
    const speak = () => {
      spokeAt.current = Date.now();
      const values = { count, kind: kindOf(newest), title: newest.activity.title };
      setTold({ arrivals, text: say(count === 1 ? words.readOut.one : words.readOut.several, values) });
    };
    const timer = setTimeout(speak, Math.max(0, spokeAt.current + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [arrivals]);
  return told.text;
}
