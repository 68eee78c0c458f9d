import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, number, say } from '../../hub/messages';
import { focusIfLost } from '../focus';
import { useSession } from '../session';
import { Counts } from './counts';
import { download } from './download';
import { isReady, isTaken, isUntried, isWrong, useReadings, type ReadRow } from './reading';
import { Rows } from './rows';
import { run, stop } from './run';
import { change, restart, type Work } from './work';
import type { Words } from './words';

const words = messages.desk.import.check;

/** The last step: what is wrong by row and column, a trial without saving, then sending. */
export function Check({ work, known }: { work: Work; known: Words }) {
  const { client } = useSession();
  const rows = useReadings(work, known);
  const [onlyWrong, setOnlyWrong] = useState(false);
  const isRunning = work.run !== undefined;
  const wrong = rows.filter(isWrong);
  // The buttons change with each run.
  const counts = useRef<HTMLDivElement>(null);
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current !== isRunning) focusIfLost(counts.current);
    wasRunning.current = isRunning;
  }, [isRunning]);
  // A row is tried as it is once its correction was read.
  const latest = useRef(rows);
  latest.current = rows;
  const tryAgain = (number: number) => void run(client, 'tried', latest.current.filter(({ row, isSound }) => isSound && row.number === number));

  return (
    <>
      <div tabIndex={-1} ref={counts}><Counts rows={rows} /></div>
      <Progress work={work} />
      {work.fault && <p role="alert" class="mark">{work.fault} {words.goOn}</p>}
      <Actions work={work} rows={rows} />
      <p class="actions">
        <button type="button" class="plain" disabled={isRunning} onClick={() => change({ step: 'columns' })}>{words.back}</button>
        {wrong.length > 0 && (
          <button type="button" class="plain" onClick={() => download(work, wrong)}>
            {say(words.download, { count: number.format(wrong.length) })}
          </button>
        )}
        {rows.every(isTaken) && <button type="button" class="plain" onClick={restart}>{words.another}</button>}
      </p>
      <label class="tick">
        <input type="checkbox" name="wrong" checked={onlyWrong} onChange={(event) => setOnlyWrong(event.currentTarget.checked)} />
        <span>{say(words.onlyWrong, { count: number.format(wrong.length) })}</span>
      </label>
      <Rows work={work} known={known} rows={onlyWrong ? rows.filter(needsWork) : rows} all={rows} onTry={tryAgain} />
    </>
  );
}

/** Wrong, or corrected and not tried since: it does not vanish while somebody writes in it. */
const needsWork = (read: ReadRow) => isWrong(read) || (isUntried(read) && Object.keys(read.row.edits).length > 0);

function Actions({ work, rows }: { work: Work; rows: ReadRow[] }) {
  const { client } = useSession();
  const [untried, ready] = [rows.filter(isUntried), rows.filter(isReady)];
  if (work.run) {
    return <p class="actions"><button type="button" class="fitting" disabled={work.run.isStopping} onClick={stop}>{words.stop}</button></p>;
  }
  const hasSent = rows.some(isTaken);
  return (
    <p class="actions">
      {untried.length > 0 && (
        <button type="button" class="fitting" onClick={() => void run(client, 'tried', untried)}>
          {say(words.try, { count: number.format(untried.length) })}
        </button>
      )}
      {ready.length > 0 && (
        <button type="button" class="fitting" onClick={() => void run(client, 'sent', ready)}>
          {say(hasSent ? words.sendRest : words.send, { count: number.format(ready.length) })}
        </button>
      )}
      {hasSent && ready.length === 0 && (
        <button type="button" class="plain" onClick={() => void run(client, 'sent', rows.filter(isTaken))}>{words.sendAgain}</button>
      )}
    </p>
  );
}

/** How far it is. */
function Progress({ work: { run } }: { work: Work }) {
  const text = run && say(words.progress[run.kind], { done: number.format(run.done), all: number.format(run.all) });
  return (
    <div class="progress">
      <p>{text}</p>
      {run && <progress aria-label={text} max={run.all} value={run.done} />}
    </div>
  );
}
