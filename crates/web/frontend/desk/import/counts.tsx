import { messages, number, say } from '../../hub/messages';
import type { UpsertOutcome } from '../../../generated/graphql';
import { isReady, isTaken, isUntried, isWrong, type ReadRow } from './reading';

const words = messages.desk.import.counts;
const OUTCOMES: Exclude<UpsertOutcome, 'SKIPPED'>[] = ['CREATED', 'CHANGED', 'UNCHANGED', 'REFUSED'];

/** What became of the rows, and which of them were taken in. */
export function Counts({ rows }: { rows: ReadRow[] }) {
  const wrong = rows.filter(isWrong).length;
  const taken = rows.filter(isTaken);
  const left = rows.filter((row) => isReady(row));
  return (
    <div class="counts">
      <p>
        {say(words.rows, { count: number.format(rows.length) })}{' '}
        {wrong > 0 && <strong class="mark">{say(words.wrong, { count: number.format(wrong) })}</strong>}{' '}
        {rows.some(isUntried) && say(words.untried, { count: number.format(rows.filter(isUntried).length) })}
      </p>
      <div role="status">
        <Outcomes kind="tried" rows={rows.filter(({ row }) => !row.sent)} />
        <Outcomes kind="sent" rows={rows} />
      </div>
      {taken.length > 0 && <p>{say(words.taken, { rows: ranges(taken) })}</p>}
      {taken.length > 0 && left.length > 0 && <p>{say(words.left, { rows: ranges(left) })}</p>}
    </div>
  );
}

function Outcomes({ kind, rows }: { kind: 'tried' | 'sent'; rows: ReadRow[] }) {
  const told = rows.map(({ row }) => row[kind]?.outcome);
  if (told.every((outcome) => outcome === undefined)) return null;
  return (
    <ul class={`outcomes ${kind}`}>
      {OUTCOMES.map((outcome) => (
        <li key={outcome}>
          {words[kind][outcome]}: <strong data-count={outcome}>{number.format(told.filter((one) => one === outcome).length)}</strong>
        </li>
      ))}
    </ul>
  );
}

/** `2–101, 105`. */
export function ranges(rows: ReadRow[]): string {
  const ranges: [number, number][] = [];
  for (const { row } of rows) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === row.number) last[1] = row.number;
    else ranges.push([row.number, row.number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
