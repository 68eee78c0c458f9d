// What stands in the way of an activity: others at the same time in the same room, and others that may be the same.
import { useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { shortDay, span, time } from '../../hub/time';
import { Trouble, useStep } from './step';
import type { WaitingItem } from './waiting';
import { ReviewMergeDocument, type ActivityStatus } from '../../../generated/graphql';

const words = messages.desk.queue;
const PUBLIC = new Set<ActivityStatus>(['ARCHIVED', 'CANCELLED', 'PUBLISHED']);
type Double = WaitingItem['activity']['likelyDoubles'][number];

export function Clashes({ item }: { item: WaitingItem }) {
  if (item.clashes.length === 0) return null;
  return (
    <section aria-labelledby="clashes">
      <h2 id="clashes">{words.clashes}</h2>
      <ul class="entries">
        {item.clashes.map(({ first, second, room, venue }) => {
          const other = first.activity.id === item.activity.id ? second : first;
          const where = [room, venue.name].filter(Boolean).join(', ');
          return (
            <li key={`${first.id} ${second.id}`}>
              <Link activity={other.activity} /> · {span(other)} · {where}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What is public has a page. */
function Link({ activity }: { activity: { id: string; title: string; status: ActivityStatus } }) {
  return PUBLIC.has(activity.status) ? <a href={`/activities/${activity.id}`} target="_blank" rel="noopener">{activity.title}</a> : <>{activity.title}</>;
}

interface Props {
  item: WaitingItem;
  version: number;
  onConflict: () => void;
  onDone: (said: string) => void;
}

export function Doubles({ item, version, onConflict, onDone }: Props) {
  const { isBusy, mistakes, fault, take } = useStep(onConflict);
  const [chosen, setChosen] = useState<string>();
  const { id, title, likelyDoubles } = item.activity;
  if (likelyDoubles.length === 0) return null;

  async function merge({ activity }: Double) {
    const data = await take(ReviewMergeDocument, { id, version, keep: activity.id }, (data) => data.activityMerge.userErrors);
    if (data) onDone(say(words.done.merged, { kept: activity.title }));
  }

  return (
    <section aria-labelledby="doubles">
      <h2 id="doubles">{words.doubles}</h2>
      <Trouble fault={fault} mistakes={mistakes} />
      <ul class="entries">
        {likelyDoubles.map((double) => (
          <li key={double.activity.id}>
            <p>
              <Link activity={double.activity} /> · {double.activity.responsible.name} · {shortDay(double.startsAt)} {time(double.startsAt)}
              {double.sameVenue && ` · ${words.sameVenue}`}
            </p>
            {chosen === double.activity.id ? (
              <p role="group" aria-label={words.merge}>
                {say(words.mergeAsked, { gone: title, kept: double.activity.title })}{' '}
                <button type="button" aria-disabled={isBusy} autofocus onClick={() => void merge(double)}>{words.mergeYes}</button>{' '}
                <button type="button" class="plain" onClick={() => setChosen(undefined)}>{words.mergeNo}</button>
              </p>
            ) : (
              <button type="button" class="plain" onClick={() => setChosen(double.activity.id)}>
                {words.merge} <span class="unseen">{double.activity.title}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
