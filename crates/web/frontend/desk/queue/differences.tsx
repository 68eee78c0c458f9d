// Fields before and after, side by side.
import type { ComponentChildren } from 'preact';
import { messages } from '../../hub/messages';
import type { Names } from './names';
import { shown, type Entry, type Shown, type Text } from './value';
import { differences, type Run } from './word_diff';

const words = messages.desk.queue;

export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}

interface Props {
  changes: Difference[];
  names: Names;
  /** What the two sides are called. */
  sides: { before: string; after: string };
  /** What follows the sides of a field. */
  choice?: (field: string) => ComponentChildren;
}

/** The order in which a submission has its fields. */
const ORDER = Object.keys(words.fields);
const place = ({ field }: Difference) => (ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length);

export const fieldName = (field: string): string => (words.fields as Record<string, string>)[field] ?? field;

export function Differences({ changes, names, sides, choice }: Props) {
  const sorted = [...changes].sort((one, other) => place(one) - place(other));
  return (
    <>
      {sorted.map((change) => (
        <section key={change.field} class="difference">
          <h3>{fieldName(change.field)}</h3>
          <Sides change={change} names={names} sides={sides} />
          {choice?.(change.field)}
        </section>
      ))}
    </>
  );
}

function Sides({ change, names, sides }: { change: Difference; names: Names; sides: Props['sides'] }) {
  const before = shown(change.field, change.before, names);
  const after = shown(change.field, change.after, names);
  return (
    <div class="sides">
      <div>
        <p class="side">{sides.before}</p>
        <Side value={before} other={after} isNew={false} />
      </div>
      <div>
        <p class="side">{sides.after}</p>
        <Side value={after} other={before} isNew />
      </div>
    </div>
  );
}

function Side({ value, other, isNew }: { value: Shown; other: Shown; isNew: boolean }) {
  if ('texts' in value) {
    return value.texts.length > 0 ? <Texts texts={value.texts} others={'texts' in other ? other.texts : []} isNew={isNew} /> : <Nothing />;
  }
  return value.entries.length > 0 ? <List entries={value.entries} others={'entries' in other ? other.entries : []} isNew={isNew} /> : <Nothing />;
}

const Nothing = () => <p class="nothing">{words.nothing}</p>;

function Texts({ texts, others, isNew }: { texts: Text[]; others: Text[]; isNew: boolean }) {
  return (
    <>
      {texts.map(({ language, text }) => {
        const other = others.find((one) => one.language === language)?.text ?? '';
        const runs = isNew ? differences(other, text).after : differences(text, other).before;
        return (
          <div key={language}>
            <p class="language">{words.languages[language]}</p>
            <p class="text" lang={language}>
              {runs.map((run, place) => <Marked key={place} run={run} isNew={isNew} />)}
            </p>
          </div>
        );
      })}
    </>
  );
}

function List({ entries, others, isNew }: { entries: Entry[]; others: Entry[]; isNew: boolean }) {
  const only = without(entries, others);
  const onlyThere = without(others, entries);
  // As many went as came: each is compared with the one in its place.
  const isPaired = only.length === onlyThere.length;
  const runs = ({ text }: Entry): Run[] => {
    const place = only.indexOf(text);
    if (place < 0 || !isPaired) return [{ text, changed: place >= 0 }];
    return isNew ? differences(onlyThere[place]!, text).after : differences(text, onlyThere[place]!).before;
  };
  return (
    <ul class="entries">
      {entries.map((entry, place) => (
        <li key={place}>
          {entry.picture && <img src={entry.picture.url} alt="" />}
          {runs(entry).map((run, place) => <Marked key={place} run={run} isNew={isNew} />)}
        </li>
      ))}
    </ul>
  );
}

function without(entries: Entry[], others: Entry[]): string[] {
  const known = new Set(others.map(({ text }) => text));
  return entries.map(({ text }) => text).filter((text) => !known.has(text));
}

/** What is only on this side; said in words too, as few readers tell of the elements. */
function Marked({ run, isNew }: { run: Run; isNew: boolean }) {
  if (!run.changed) return <>{run.text}</>;
  const [said, end] = isNew ? [words.added, words.addedEnd] : [words.removed, words.removedEnd];
  const marked = (
    <>
      <span class="unseen">{said} </span>
      {run.text.trimEnd()}
      <span class="unseen"> {end}</span>
    </>
  );
  const space = run.text.slice(run.text.trimEnd().length);
  return (
    <>
      {isNew ? <ins>{marked}</ins> : <del>{marked}</del>}
      {space}
    </>
  );
}
