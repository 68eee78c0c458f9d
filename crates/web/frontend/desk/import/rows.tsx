import { useState } from 'preact/hooks';
import { messages, number, say } from '../../hub/messages';
import { FIELD_NAMES, type Field } from './field';
import type { ReadRow } from './reading';
import { RowOf } from './row';
import { wrongIn } from './told';
import type { Work } from './work';
import { isNaming, type Words } from './words';

const words = messages.desk.import.table;
/** How many rows are drawn at once. */
const SHOWN = 50;

interface Props {
  work: Work;
  known: Words;
  rows: ReadRow[];
  all: ReadRow[];
  onTry: (row: number) => void;
}

/** The table, in which wrong cells can be corrected. */
export function Rows({ work, known, rows, all, onTry }: Props) {
  const [shown, setShown] = useState(SHOWN);
  const hasIds = work.columns.includes('externalId');
  const fields = FIELD_NAMES.filter((field) => work.columns.includes(field) || all.some((read) => isAbout(read, field, hasIds)));
  return (
    <>
      {fields.map((field) => isNaming(field, known) && <Choices key={field} field={field} names={known[field].all.map(({ name }) => name)} />)}
      <div class="sideways" role="region" aria-label={words.name} tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.outcome}</th>
              <th scope="col">{words.readAs}</th>
              {fields.map((field) => <th key={field} scope="col">{messages.desk.import.fields[field]}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((read) => (
              <RowOf key={read.row.number} read={read} fields={fields} work={work} known={known} hasIds={hasIds} onTry={onTry} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p>{words.none}</p>}
      {rows.length > shown && (
        <p class="actions">
          <button type="button" class="plain" onClick={() => setShown(shown + SHOWN)}>
            {say(words.more, { shown: number.format(shown), all: number.format(rows.length) })}
          </button>
        </p>
      )}
    </>
  );
}

/** A field without a column is shown too once something is wrong with it, or was corrected. */
const isAbout = (read: ReadRow, field: Field, hasIds: boolean) => read.row.edits[field] !== undefined || wrongIn(read, field, hasIds) !== undefined;

function Choices({ field, names }: { field: Field; names: string[] }) {
  return <datalist id={`choices-${field}`}>{names.map((name) => <option key={name} value={name} />)}</datalist>;
}
