import { messages, say } from '../../hub/messages';
import { FIELDS, type Field } from './field';

const words = messages.desk.import;

interface Props {
  field: Field;
  row: number;
  text: string;
  wrong?: string;
  isOpen: boolean;
  isDisabled: boolean;
  hasChoices: boolean;
  onCorrect: (text: string) => void;
  onEnter: () => void;
}

/** A cell: text, or where it is wrong or to be changed an input. */
export function Cell({ field, row, text, wrong, isOpen, isDisabled, hasChoices, onCorrect, onEnter }: Props) {
  if (!isOpen && !wrong) return <td>{text.length > 120 ? `${text.slice(0, 120)}…` : text}</td>;
  const id = `wrong-${row}-${field}`;
  const input = {
    name: `${field}-${row}`,
    value: text,
    // It keeps the focus of who has just corrected something in it.
    readOnly: isDisabled,
    'aria-label': say(words.table.cell, { field: words.fields[field], row }),
    'aria-invalid': wrong !== undefined,
    'aria-describedby': wrong ? id : undefined,
    onChange: (event: { currentTarget: { value: string } }) => event.currentTarget.value !== text && onCorrect(event.currentTarget.value),
  };
  return (
    <td>
      {FIELDS[field].isLong || text.includes('\n') ? (
        <textarea rows={3} {...input} />
      ) : (
        <input
          type="text"
          list={hasChoices ? `choices-${field}` : undefined}
          {...input}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            if (event.currentTarget.value !== text) onCorrect(event.currentTarget.value);
            // The rows are read anew with what was corrected.
            requestAnimationFrame(onEnter);
          }}
        />
      )}
      {wrong && <p id={id} class="mark">{wrong}</p>}
    </td>
  );
}
