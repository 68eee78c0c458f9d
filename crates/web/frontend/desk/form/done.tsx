import { useEffect, useRef } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { day } from '../../hub/time';
import { to, useReturn } from '../route';
import type { Saved, Warning } from './sending';

const words = messages.desk.form.done;

interface Props {
  activity: Saved;
  warnings: Warning[];
  isNew: boolean;
  onGoOn: () => void;
}

/** It was taken in: what happens next, and what is worth a look. */
export function Done({ activity, warnings, isNew, onGoOn }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useReturn(onGoOn);
  const isProposed = Boolean(activity.review?.proposal);
  return (
    <div class="done">
      <h1 dir="auto" tabIndex={-1} ref={heading}>{activity.title}</h1>
      <p role="status">{isProposed ? words.proposed : words.statuses[activity.status]}</p>
      {warnings.length > 0 && (
        <section aria-label={words.warnings}>
          <h2>{words.warnings}</h2>
          <ul>
            {warnings.map(({ message, double }) => (
              <li key={double?.activity.id ?? message}>
                {message}{' '}
                {double && (
                  <a href={double.activity.status === 'PUBLISHED' ? `/activities/${double.activity.id}` : to('edit', double.activity.id)}>
                    {say(words.double, { title: double.activity.title, by: double.activity.responsible.name, day: day(double.startsAt) })}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="buttons">
        <a class="button" href={to('mine')}>{words.mine}</a>
        {isNew && <a class="button plain" href={to('edit', activity.id)}>{words.goOn}</a>}
        <button type="button" class="plain" onClick={onGoOn}>{isNew ? words.another : words.goOn}</button>
      </p>
    </div>
  );
}
