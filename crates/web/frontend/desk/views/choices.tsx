import { messages } from '../../hub/messages';
import type { SavedViewChoicesQuery } from '../../../generated/graphql';
import { parametersOf, valuesOf, WHEELCHAIR, withParameter, withValue } from '../../hub/filter';

const words = messages.desk.views;

interface Props {
  choices: SavedViewChoicesQuery;
  address: string;
  onChange: (address: string) => void;
}

/** Some parameters to choose; what else the address has stays. */
export function Choices({ choices, address, onChange }: Props) {
  const chosen = parametersOf(address);
  const access = valuesOf(chosen, 'access');
  const set = (name: string, value: string) => onChange(withParameter(address, name, value));
  const terms = (scheme: string) => choices.vocabularies.find((vocabulary) => vocabulary.scheme === scheme)?.terms ?? [];
  const lists = {
    municipality: choices.municipalities,
    initiative: choices.initiatives.map(({ id, name }) => ({ code: id, name })),
    category: terms('CATEGORY'),
    audience: terms('AUDIENCE'),
  };
  return (
    <fieldset class="view-choices">
      <legend>{words.choose}</legend>
      {Object.entries(lists).map(([name, list]) => (
        <Choice key={name} label={words[name as keyof typeof lists]} list={list} value={chosen.getAll(name).join(',')} onChoose={(value) => set(name, value)} />
      ))}
      <label>
        <span>{words.text}</span>
        <input value={chosen.get('text') ?? ''} onChange={(event) => set('text', event.currentTarget.value)} />
      </label>
      <label class="tick">
        <input type="checkbox" checked={chosen.get('free') === 'true'} onChange={(event) => set('free', event.currentTarget.checked ? 'true' : '')} />
        <span>{words.free}</span>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={access.includes(WHEELCHAIR)}
          onChange={(event) => set('access', withValue(access, WHEELCHAIR, event.currentTarget.checked).join(','))}
        />
        <span>{words.wheelchair}</span>
      </label>
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  list: { code: string; name: string }[];
  value: string;
  onChoose: (value: string) => void;
}

function Choice({ label, list, value, onChoose }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{words.all}</option>
        {value !== '' && list.every(({ code }) => code !== value) && <option value={value}>{value}</option>}
        {list.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </select>
    </label>
  );
}
