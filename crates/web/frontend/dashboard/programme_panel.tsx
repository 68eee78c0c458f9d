import { messages, say } from '../hub/messages';
import { Place } from '../hub/place';
import { markOf } from '../hub/standing';
import { isoDay, noon, shortDay, time, zone } from '../hub/time';
import type { Occurrence, Programme } from './programme';
import { Title } from './title';

const words = messages.dashboard;

/** What is on now and next. */
export function ProgrammePanel({ programme, minute }: { programme: Programme | undefined; minute: Date }) {
  return (
    <section class="panel programme">
      <h2>{words.now}</h2>
      {!programme && <p>{messages.common.loading}</p>}
      {programme && (
        <>
          {programme.now.length === 0 && <p>{words.nothingNow}</p>}
          <ul class="rows">
            {programme.now.map((one) => <Row key={one.id} occurrence={one} when={untilWhen(one, minute)} />)}
          </ul>
          {programme.moreNow > 0 && <p class="more">{say(words.moreNow, { count: programme.moreNow })}</p>}
          <h2>{words.next}</h2>
          {programme.next.length === 0 && <p>{words.nothingNext}</p>}
          <ul class="rows">
            {programme.next.map((one) => <Row key={one.id} occurrence={one} when={fromWhen(one, minute)} />)}
          </ul>
        </>
      )}
    </section>
  );
}

function Row({ occurrence, when }: { occurrence: Occurrence; when: string }) {
  const { activity, place } = occurrence;
  const mark = markOf(activity.status, occurrence, shortDay);
  return (
    <li>
      <Title activity={activity} />
      <p class="about">
        <span class="when">{when}</span> {mark && <strong class="mark">{mark}</strong>}{' '}
        {place ? <Place place={place} /> : words.online}
      </p>
    </li>
  );
}

/** Until when something goes on. */
function untilWhen({ allDay, endsAt, startsAt, timeZone }: Occurrence, minute: Date): string {
  if (allDay) return say(words.until, { when: shortDay(noon(allDay.to)) });
  const told = endsAt ? say(words.until, { when: momentOf(endsAt, minute) }) : say(words.since, { when: momentOf(startsAt, minute) });
  return told + zone(timeZone);
}

function fromWhen({ allDay, startsAt, timeZone }: Occurrence, minute: Date): string {
  return allDay ? shortDay(noon(allDay.from)) : momentOf(startsAt, minute) + zone(timeZone);
}

/** The time, and the day unless it is today, there as here. */
export function momentOf(at: string, now: Date): string {
  const isToday = [at, new Date(at)].every((moment) => isoDay(moment) === isoDay(now));
  return isToday ? time(at) : `${shortDay(at)} ${time(at)}`;
}
