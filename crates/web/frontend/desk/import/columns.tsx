import { useState } from 'preact/hooks';
import { messages, number, say } from '../../hub/messages';
import type { Viewer } from '../session';
import { FIELD_NAMES, type Field } from './field';
import { Fixed } from './fixed';
import { Source } from './source';
import type { Words } from './words';
import { change, choose, take, type Work } from './work';

const words = messages.desk.import;

/** The second step: what each column is, and what holds for all rows. */
export function Columns({ work, known, viewer }: { work: Work; known: Words; viewer: Viewer }) {
  const [isAsked, setAsked] = useState(false);
  const missing = missingIn(work, viewer);
  const isReady = missing.length === 0 && work.source.trim() !== '' && twice(work.columns).length === 0;

  function go(event: Event) {
    event.preventDefault();
    setAsked(true);
    if (isReady) return change({ step: 'check' });
    // The page has its faults only once it was drawn again.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.import [aria-invalid="true"]')?.focus());
  }

  return (
    <form onSubmit={go} noValidate>
      <p role="status">{say(words.columns.found, { rows: number.format(work.rows.length), columns: work.headers.length })}</p>
      <label class="tick">
        <input type="checkbox" name="headers" checked={work.hasHeaders} onChange={(event) => take(work.table!, event.currentTarget.checked)} />
        <span>{words.columns.hasHeaders}</span>
      </label>
      <h3>{words.columns.title}</h3>
      <p>{words.columns.intro}</p>
      <ul class="columns">
        {work.headers.map((header, place) => <Column key={place} work={work} place={place} header={header} />)}
      </ul>
      {!work.columns.includes('externalId') && <p class="facts">{words.columns.noId}</p>}
      <h3>{words.fixed.title}</h3>
      <p>{words.fixed.intro}</p>
      <Source work={work} isAsked={isAsked} />
      <Fixed work={work} known={known} needsInstitution={viewer.institution == null} />
      {isAsked && missing.length > 0 && (
        <div role="alert" class="mark">
          <p>{words.columns.missing}</p>
          <ul>{missing.map((text) => <li key={text}>{text}</li>)}</ul>
        </div>
      )}
      <p class="actions">
        <button type="submit" class="fitting">{words.columns.next}</button>
        <button type="button" class="plain" onClick={() => change({ step: 'give' })}>{words.columns.back}</button>
      </p>
    </form>
  );
}

const twice = (columns: (Field | '')[]) => columns.filter((field, place) => field !== '' && columns.indexOf(field) !== place);

function missingIn({ columns, fixed }: Work, viewer: Viewer): string[] {
  const has = (...fields: Field[]) => fields.some((field) => columns.includes(field) || (fixed[field] ?? '') !== '');
  const { fields } = words;
  const missing: [boolean, string][] = [
    [has('title'), fields.title],
    [has('date', 'start'), fields.date],
    [has('categories'), fields.categories],
    [has('audiences'), fields.audiences],
    [has('initiatives', 'local'), fields.initiatives],
    [has('venue', 'place', 'online'), fields.venue],
    [viewer.institution != null || has('institution'), fields.institution],
  ];
  return missing.flatMap(([isThere, name]) => (isThere ? [] : [name]));
}

function Column({ work, place, header }: { work: Work; place: number; header: string }) {
  const { columns, rows } = work;
  const field = columns[place] ?? '';
  const isTwice = field !== '' && columns.indexOf(field) !== place;
  const samples = rows.slice(0, 3).map((row) => row.cells[place] ?? '').filter((text) => text !== '');
  const id = `column-${place}`;
  return (
    <li>
      <label>
        <span class="header">{header || say(words.columns.nameless, { number: place + 1 })}</span>
        <select
          name={id}
          value={field}
          aria-describedby={`${id}-samples${isTwice ? ` ${id}-fault` : ''}`}
          aria-invalid={isTwice}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Field | '';
            choose({ columns: columns.map((old, other) => (other === place ? chosen : old)) });
          }}
        >
          <option value="">{words.columns.none}</option>
          {FIELD_NAMES.map((name) => <option key={name} value={name}>{words.fields[name]}</option>)}
        </select>
      </label>
      <p id={`${id}-samples`} class="facts">{samples.length > 0 ? samples.map(short).join(' · ') : words.columns.noSample}</p>
      {isTwice && <p id={`${id}-fault`} role="alert" class="mark">{words.columns.twice}</p>}
    </li>
  );
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
