import { useRef, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { Cell } from './cell';
import type { Field } from './field';
import { isUntried, type ReadRow } from './reading';
import { summary } from './summary';
import { wrongIn, wrongWith } from './told';
import { correct, textIn, type Work } from './work';
import { isNaming, type Words } from './words';

const words = messages.desk.import;

interface Props {
  read: ReadRow;
  fields: Field[];
  work: Work;
  known: Words;
  hasIds: boolean;
  onTry: (row: number) => void;
}

/** One row, its cells to be corrected where they are wrong, and all of them when asked for. */
export function RowOf({ read, fields, work, known, hasIds, onTry }: Props) {
  const { row } = read;
  const [isOpen, setOpen] = useState(false);
  const line = useRef<HTMLTableRowElement>(null);
  const isRunning = work.run !== undefined;

  function open() {
    setOpen(true);
    requestAnimationFrame(() => line.current?.querySelector<HTMLElement>('input, textarea')?.focus());
  }

  return (
    <tr ref={line} data-row={row.number}>
      <th scope="row">{row.number}</th>
      <td class="outcome">
        <Outcome read={read} />
        {wrongWith(read).map((text) => <p key={text} class="mark">{text}</p>)}
        {isUntried(read) && Object.keys(row.edits).length > 0 && (
          <button type="button" class="plain" disabled={isRunning} onClick={() => onTry(row.number)}>
            {say(words.table.tryRow, { row: row.number })}
          </button>
        )}
        {!isOpen && (
          <button type="button" class="plain" disabled={isRunning} onClick={open}>{say(words.table.edit, { row: row.number })}</button>
        )}
      </td>
      <td class="facts">{summary(read.item, known)}</td>
      {fields.map((field) => (
        <Cell
          key={field}
          field={field}
          row={row.number}
          text={textIn(row, field, work)}
          wrong={wrongIn(read, field, hasIds)}
          isOpen={isOpen || row.edits[field] !== undefined}
          isDisabled={isRunning}
          hasChoices={isNaming(field, known)}
          onCorrect={(text) => correct(row.number, field, text)}
          onEnter={() => onTry(row.number)}
        />
      ))}
    </tr>
  );
}

function Outcome({ read: { row, isSound } }: { read: ReadRow }) {
  const told = row.sent ?? row.tried;
  if (!isSound) return <strong class="mark">{words.table.unread}</strong>;
  if (!told) return <span class="facts">{words.table.untried}</span>;
  const kind = row.sent ? 'sent' : 'tried';
  const outcome = told.outcome === 'SKIPPED' ? 'REFUSED' : told.outcome;
  return <strong class={outcome === 'REFUSED' ? 'mark' : undefined} data-outcome={`${kind} ${outcome}`}>{words.counts[kind][outcome]}</strong>;
}
