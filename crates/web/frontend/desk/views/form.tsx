import { useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import type { ActivityFilter, SavedViewChoicesQuery } from '../../../generated/graphql';
import { Choices } from './choices';
import { filterOf, isOfCalendar, parametersOf, type FilterFault } from '../../hub/filter';

const words = messages.desk.views;

export interface Given {
  name: string;
  address: string;
}

interface Props {
  /** Apart from that of other forms of the page. */
  id: string;
  given: Given;
  /** Without an address, the filter is one that no address can say, and stays. */
  hasAddress: boolean;
  choices?: SavedViewChoicesQuery;
  submit: string;
  fault?: string;
  isBusy: boolean;
  onChange: (given: Given) => void;
  onSave: (name: string, filter: ActivityFilter | undefined) => void;
  onLeave?: () => void;
}

interface Wrong {
  field: 'name' | 'address';
  text: string;
}

function wrongWith(name: string, address: string, filter: ReturnType<typeof filterOf> | undefined): Wrong | undefined {
  if (name === '') return { field: 'name', text: words.nameMissing };
  if (!isOfCalendar(address)) return { field: 'address', text: say(words.notCalendar, { text: address.trim() }) };
  if (!filter || !('fault' in filter)) return undefined;
  const { name: parameter, text } = filter.fault as FilterFault;
  return { field: 'address', text: say(text === undefined ? words.unknown : words.wrong, { name: parameter, text: text ?? '' }) };
}

/** The name and the filter of a view, the filter as an address or chosen. */
export function ViewForm({ id, given, hasAddress, choices, submit, fault, isBusy, onChange, onSave, onLeave }: Props) {
  const [wrong, setWrong] = useState<Wrong>();

  function save(event: Event) {
    event.preventDefault();
    const name = given.name.trim();
    const filter = hasAddress ? filterOf(parametersOf(given.address)) : undefined;
    const wrong = wrongWith(name, hasAddress ? given.address : '', filter);
    setWrong(wrong);
    if (wrong) document.getElementById(`${id}-${wrong.field}`)?.focus();
    else onSave(name, filter as ActivityFilter | undefined);
  }

  const described = (field: 'name' | 'address') => [`${id}-${field}-hint`, wrong?.field === field && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <form class="view-form" onSubmit={save} noValidate>
      <label>
        <span>{words.name}</span>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={120}
          value={given.name}
          aria-describedby={described('name')}
          aria-invalid={wrong?.field === 'name'}
          onInput={(event) => onChange({ ...given, name: event.currentTarget.value })}
        />
      </label>
      <p id={`${id}-name-hint`} class="facts">{words.nameHint}</p>
      {hasAddress && (
        <>
          <label>
            <span>{words.address}</span>
            <input
              id={`${id}-address`}
              name="address"
              spellcheck={false}
              value={given.address}
              aria-describedby={described('address')}
              aria-invalid={wrong?.field === 'address'}
              onInput={(event) => onChange({ ...given, address: event.currentTarget.value })}
            />
          </label>
          <p id={`${id}-address-hint`} class="facts">{words.addressHint}</p>
          {choices && <Choices choices={choices} address={given.address} onChange={(address) => onChange({ ...given, address })} />}
        </>
      )}
      {wrong && <p id={`${id}-fault`} role="alert" class="mark">{wrong.text}</p>}
      {fault && <p role="alert" class="mark">{fault}</p>}
      <p class="actions">
        <button type="submit" class="fitting" disabled={isBusy}>{submit}</button>
        {onLeave && <button type="button" class="plain" onClick={onLeave}>{words.leave}</button>}
      </p>
    </form>
  );
}
