import { useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { useChoices } from './choices';
import { Group } from './fields';

const words = messages.desk.form;
/** How many that fit are shown: with more, one writes on. */
const MOST = 8;

interface Props {
  chosen: string[];
  responsible: string;
  onChange: (ids: string[]) => void;
}

/** The institutions that take part, found by their names. */
export function Partners({ chosen, responsible, onChange }: Props) {
  const { institutions } = useChoices();
  const [text, setText] = useState('');
  const wanted = text.trim().toLocaleLowerCase();
  const fitting = institutions.filter(
    ({ id, name }) => wanted && id !== responsible && !chosen.includes(id) && name.toLocaleLowerCase().includes(wanted),
  );
  const nameOf = (id: string) => institutions.find((one) => one.id === id)?.name ?? id;
  return (
    <Group path="partners" legend={words.partners} withParts>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((id) => (
            <li key={id}>
              {nameOf(id)}{' '}
              <button type="button" class="plain small" onClick={() => onChange(chosen.filter((one) => one !== id))}>
                {say(words.remove, { name: nameOf(id) })}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <label for="partner-search">{words.partnerSearch}</label>
        <input
          id="partner-search"
          type="search"
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </div>
      <p role="status" class="hint">{wanted && say(words.partnersFound, { count: fitting.length })}</p>
      <div class="found">
        {fitting.slice(0, MOST).map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="plain small"
            onClick={() => {
              onChange([...chosen, id]);
              setText('');
              document.getElementById('partner-search')?.focus();
            }}
          >
            {say(words.add, { name })}
          </button>
        ))}
      </div>
    </Group>
  );
}
