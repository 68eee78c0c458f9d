import { useState } from 'preact/hooks';
import { messages, number, say } from '../../hub/messages';
import { textOf, type FileFault } from './file';
import { MOST_ROWS, tableOf, type TableFault } from './table';
import { change, take, type Work } from './work';

const words = messages.desk.import.give;

type Fault = FileFault | TableFault;

function told(fault: Fault): string {
  return say(words.faults[fault], { most: number.format(MOST_ROWS) });
}

/** The first step: a file, or what was copied from a spreadsheet. */
export function Give({ work }: { work: Work }) {
  const [fault, setFault] = useState<{ at: 'file' | 'pasted'; why: Fault }>();

  async function read(text: string, at: 'file' | 'pasted') {
    const table = await tableOf(text);
    if ('fault' in table) return setFault({ at, why: table.fault });
    if (table.rows.length < 2) return setFault({ at, why: 'empty' });
    take(table);
  }

  async function readBytes(bytes: Uint8Array, encoding?: 'windows-1252') {
    const text = textOf(bytes, encoding);
    if (typeof text !== 'string') return setFault({ at: 'file', why: text.fault });
    await read(text, 'file');
  }

  async function choose(file: File | undefined) {
    if (!file) return;
    setFault(undefined);
    const bytes = new Uint8Array(await file.arrayBuffer());
    change({ file: { name: file.name, bytes } });
    await readBytes(bytes);
  }

  const describe = (at: 'file' | 'pasted') => `${at}-hint${fault?.at === at ? ` ${at}-fault` : ''}`;
  const alert = (at: 'file' | 'pasted') => fault?.at === at && <p id={`${at}-fault`} role="alert" class="mark">{told(fault.why)}</p>;
  return (
    <>
      <p>{words.intro}</p>
      <label>
        <span>{words.file}</span>
        <input
          type="file"
          name="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          aria-describedby={describe('file')}
          aria-invalid={fault?.at === 'file'}
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            // The same file, mended, can be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <p id="file-hint" class="facts">{words.fileHint}</p>
      {alert('file')}
      {fault?.why === 'encoding' && work.file && (
        <p><button type="button" class="fitting" onClick={() => void readBytes(work.file!.bytes, 'windows-1252')}>{words.windows}</button></p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setFault(undefined);
          void read(work.pasted, 'pasted');
        }}
      >
        <label>
          <span>{words.pasted}</span>
          <textarea
            name="pasted"
            rows={8}
            spellcheck={false}
            value={work.pasted}
            aria-describedby={describe('pasted')}
            aria-invalid={fault?.at === 'pasted'}
            onInput={(event) => change({ pasted: event.currentTarget.value })}
          />
        </label>
        <p id="pasted-hint" class="facts">{words.pastedHint}</p>
        {alert('pasted')}
        <p class="actions"><button type="submit" class="fitting">{words.next}</button></p>
      </form>
      {work.table && (
        <p class="actions"><button type="button" class="plain" onClick={() => change({ step: 'columns' })}>{words.back}</button></p>
      )}
    </>
  );
}
