import { messages } from '../../hub/messages';
import type { Field } from './field';
import { choose, type Work } from './work';
import type { NamingField, Words } from './words';

const words = messages.desk.import;
const LOCAL = 'lokal';

interface Props {
  work: Work;
  known: Words;
  needsInstitution: boolean;
}

/** What holds for every row that has nothing of its own. */
export function Fixed({ work, known, needsInstitution }: Props) {
  const set = (field: Field, value: string) => choose({ fixed: { ...work.fixed, [field]: value } });
  const props = { known, work, set };
  return (
    <div class="fixed">
      {needsInstitution && <One field="institution" {...props} />}
      <One field="initiatives" {...props}><option value={LOCAL}>{words.fixed.local}</option></One>
      <One field="venue" {...props} />
      <Several field="categories" {...props} />
      <Several field="audiences" {...props} />
    </div>
  );
}

interface FieldProps {
  field: NamingField;
  known: Words;
  work: Work;
  set: (field: Field, value: string) => void;
  children?: preact.ComponentChildren;
}

function One({ field, known, work, set, children }: FieldProps) {
  return (
    <label>
      <span>{words.fields[field]}</span>
      <select name={`fixed-${field}`} value={work.fixed[field] ?? ''} onChange={(event) => set(field, event.currentTarget.value)}>
        <option value="">{words.fixed.none}</option>
        {children}
        {known[field].all.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </select>
    </label>
  );
}

/** Chosen one after another; each can be taken away again. */
function Several({ field, known, work, set }: FieldProps) {
  const chosen = (work.fixed[field] ?? '').split(', ').filter((code) => code !== '');
  const nameOf = (code: string) => known[field].all.find((named) => named.code === code)?.name ?? code;
  return (
    <div>
      <label>
        <span>{words.fields[field]}</span>
        <select name={`fixed-${field}`} value="" onChange={(event) => set(field, [...chosen, event.currentTarget.value].join(', '))}>
          <option value="">{chosen.length > 0 ? words.fixed.another : words.fixed.none}</option>
          {known[field].all.filter(({ code }) => !chosen.includes(code)).map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
      <ul class="chosen">
        {chosen.map((code) => (
          <li key={code}>
            {nameOf(code)}{' '}
            <button
              type="button"
              class="plain"
              aria-label={`${words.fixed.remove} ${nameOf(code)}`}
              onClick={() => set(field, chosen.filter((other) => other !== code).join(', '))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
