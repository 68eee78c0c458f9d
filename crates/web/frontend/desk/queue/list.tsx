// All that waits, the oldest first.
import { useEffect, useRef } from 'preact/hooks';
import { messages, number, say } from '../../hub/messages';
import { shortDay, time } from '../../hub/time';
import { to } from '../route';
import type { Waiting, WaitingItem } from './waiting';

const words = messages.desk.queue;

/** Where the focus goes once the list is there: to this item, or with none of this id to the heading. */
export interface Focus {
  id?: string;
}

interface Props {
  waiting: Waiting;
  focus?: Focus;
  onMore: () => Promise<void>;
}

export function List({ waiting, focus, onMore }: Props) {
  const { items, count, next } = waiting;
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (!focus) return;
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    (links.find((link) => link.dataset.id === focus.id) ?? heading.current)?.focus();
  }, [focus]);

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>{say(words.title, { count: number.format(count) })}</h1>
      {items === undefined && <p>{messages.common.loading}</p>}
      {items?.length === 0 && <p>{words.none}</p>}
      <ul ref={list} class="list">
        {items?.map((item) => <Row key={item.activity.id} item={item} />)}
      </ul>
      {next !== undefined && <button type="button" class="plain" onClick={() => void onMore()}>{words.more}</button>}
    </>
  );
}

function Row({ item }: { item: WaitingItem }) {
  const { activity, clashes, reason, since } = item;
  const doubles = activity.likelyDoubles.length;
  return (
    <li>
      <h2><a href={to('queue', activity.id)} data-id={activity.id}>{activity.title}</a></h2>
      <p>{words.reasons[reason]}</p>
      <p class="facts">
        {activity.responsible.name} · {say(words.since, { when: `${shortDay(since)} ${time(since)}` })} ·{' '}
        {say(words.takesPlace, { when: `${shortDay(activity.startsAt)} ${time(activity.startsAt)}` })}
      </p>
      {(clashes.length > 0 || doubles > 0) && (
        <p class="mark">
          {[clashes.length > 0 && say(words.clashCount, { count: clashes.length }), doubles > 0 && say(words.doubleCount, { count: doubles })]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
    </li>
  );
}
