import { messages, say } from '../hub/messages';
import type { Connection } from '../hub/live';
import { clock, day, time } from '../hub/time';
import type { Failure } from './ask';

const words = messages.dashboard;

interface Props {
  name: string;
  minute: Date;
  connection: Connection | undefined;
  failures: Failure[];
}

/** What the wall is about, the time, and whether what it shows is so. */
export function Head({ name, minute, connection, failures }: Props) {
  return (
    <header class="wall-head">
      <h1>
        <span>{words.title}</span> {name}
      </h1>
      <Standing connection={connection} failures={failures} />
      <p class="clock">
        <time dateTime={minute.toISOString()}>
          <span>{day(minute)}</span> <strong>{clock(minute)}</strong>
        </time>
      </p>
    </header>
  );
}

function Standing({ connection, failures }: Pick<Props, 'connection' | 'failures'>) {
  const sinces = failures.map(({ since }) => since.getTime());
  if (connection?.live === false) sinces.push(connection.since.getTime());
  if (sinces.length) {
    const told = say(words.behind, { time: time(new Date(Math.min(...sinces))) });
    // A lost connection is told by the socket already.
    const why = connection?.live ? failures[0]?.why : undefined;
    return <p role="status" class="standing is-behind">{why ? `${told} ${why}` : told}</p>;
  }
  return <p role="status" class={connection ? 'standing is-live' : 'standing'}>{connection ? words.live : words.connecting}</p>;
}
