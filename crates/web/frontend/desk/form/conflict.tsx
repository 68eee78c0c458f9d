// Somebody else changed the activity meanwhile: what they changed is taken along, and what was typed here stays.
import { useEffect, useRef } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { isSame, type Draft } from './draft';
import { toDraft, type Content } from './read';
import type { Work } from './stored';

const words = messages.desk.form;
type Field = keyof Draft;

export interface Clash {
  /** As the hub names them. */
  changedFields: string[];
  present: Content;
}

/** The work on top of what is there now. Where both changed a field, that of `theirs` is taken for the fields named. */
export function onTop(work: Work, present: Content, theirs: Field[]): Work {
  const there = toDraft(present);
  const isMine = (field: Field) => !isSame(work.base[field], work.draft[field]) && !theirs.includes(field);
  const fields = Object.keys(there) as Field[];
  const draft = Object.fromEntries(fields.map((field) => [field, (isMine(field) ? work.draft : there)[field]])) as unknown as Draft;
  return { id: present.id, version: present.version, base: there, draft };
}

/** What was changed here and there, and not to the same. */
function both({ base, draft }: Work, present: Content): Field[] {
  const there = toDraft(present);
  return (Object.keys(there) as Field[]).filter(
    (field) => !isSame(base[field], draft[field]) && !isSame(base[field], there[field]) && !isSame(draft[field], there[field]),
  );
}

interface Props {
  clash: Clash;
  work: Work;
  /** The fields of which theirs is taken. */
  theirs: Field[];
  onTheirs: (fields: Field[]) => void;
  onTake: (sends: boolean) => void;
}

export function Conflict({ clash, work, theirs, onTheirs, onTake }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [clash]);
  const names = words.fieldNames as Record<string, string>;
  const changed = clash.changedFields.map((field) => names[field] ?? field);
  const there = toDraft(clash.present);
  return (
    <div class="summary-box" role="alert" tabIndex={-1} ref={box}>
      <h2>{words.conflict.title}</h2>
      <p>{changed.length > 0 ? say(words.conflict.changed, { fields: changed.join(', ') }) : words.conflict.unknown}</p>
      <p>{words.conflict.kept}</p>
      {both(work, clash.present).map((field) => (
        <fieldset key={field} class="group">
          <legend>{say(words.conflict.both, { field: names[field] ?? field })}</legend>
          <label class="tick">
            <input type="radio" name={`theirs-${field}`} checked={!theirs.includes(field)} onChange={() => onTheirs(theirs.filter((one) => one !== field))} />{' '}
            {words.conflict.mine} {shown(work.draft[field])}
          </label>
          <label class="tick">
            <input type="radio" name={`theirs-${field}`} checked={theirs.includes(field)} onChange={() => onTheirs([...theirs, field])} />{' '}
            {words.conflict.theirs} {shown(there[field])}
          </label>
        </fieldset>
      ))}
      <div class="buttons">
        <button type="button" onClick={() => onTake(true)}>{words.conflict.takeAndSend}</button>
        <button type="button" class="plain" onClick={() => onTake(false)}>{words.conflict.take}</button>
      </div>
    </div>
  );
}

/** A text as it is; of anything else there is nothing short to be shown. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = value as { da?: string; en?: string };
  return typeof text?.da === 'string' ? [text.da, text.en].filter(Boolean).join(' / ') : '';
}
