// What is typed into, chosen and ticked.
import type { ComponentChildren } from 'preact';
import { messages, say } from '../../hub/messages';
import type { Text } from './draft';
import { useTied } from './problems';

interface Labelled {
  path: string;
  label: string;
  hint?: string | undefined;
}

interface TextProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  type?: 'date' | 'text' | 'time' | 'url';
  /** More than one line: a larger field. */
  lines?: number;
  isNumber?: boolean;
  isNeeded?: boolean;
  withParts?: boolean;
  lang?: string;
  choices?: string[];
}

export function TextField({ path, label, hint, value, onChange, type = 'text', lines, isNumber, isNeeded, withParts, lang, choices }: TextProps) {
  const { tied, notes } = useTied({ path, hint, withParts });
  const shared = { ...tied, lang, value, 'aria-required': isNeeded };
  const list = choices?.length ? `${tied.id}-choices` : undefined;
  return (
    <div class="field">
      <label for={tied.id}>{label}{isNeeded && <Needed />}</label>
      {lines ? (
        <textarea {...shared} rows={lines} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={type}
          list={list}
          autocomplete="off"
          inputMode={isNumber ? 'numeric' : undefined}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {list && <datalist id={list}>{choices?.map((choice) => <option key={choice} value={choice} />)}</datalist>}
      {notes}
    </div>
  );
}

export const Needed = () => <span class="needed"> {messages.desk.form.needed}</span>;

interface TextsProps {
  path: string;
  label: string;
  hint?: string;
  lines?: number;
  isNeeded?: boolean;
  value: Text;
  onChange: (value: Text) => void;
}

/** A text in Danish, and in English where somebody translated it. */
export function TextFields({ path, label, hint, lines, isNeeded, value, onChange }: TextsProps) {
  const { inDanish, inEnglish } = messages.desk.form;
  const shared = { ...(lines && { lines }) };
  return (
    <div class="pair">
      <TextField
        {...shared}
        path={`${path}.da`}
        label={say(inDanish, { label })}
        hint={hint}
        lang="da"
        value={value.da}
        isNeeded={isNeeded ?? false}
        onChange={(da) => onChange({ ...value, da })}
      />
      <TextField
        {...shared}
        path={`${path}.en`}
        label={say(inEnglish, { label })}
        lang="en"
        value={value.en}
        onChange={(en) => onChange({ ...value, en })}
      />
    </div>
  );
}

export interface Choice<T extends string> {
  value: T;
  label: string;
}

interface SelectProps<T extends string> extends Labelled {
  value: T;
  onChange: (value: T) => void;
  choices?: Choice<T>[];
  isNeeded?: boolean;
  /** Options in groups, instead of choices. */
  children?: ComponentChildren;
}

export function Select<T extends string>({ path, label, hint, value, onChange, choices = [], isNeeded, children }: SelectProps<T>) {
  const { tied, notes } = useTied({ path, hint });
  return (
    <div class="field">
      <label for={tied.id}>{label}{isNeeded && <Needed />}</label>
      <select {...tied} aria-required={isNeeded} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {children}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>{choice.label}</option>
        ))}
      </select>
      {notes}
    </div>
  );
}

interface GroupProps {
  path: string;
  legend: string;
  hint?: string | undefined;
  isNeeded?: boolean;
  withParts?: boolean;
  kind?: string;
  children: ComponentChildren;
}

/** Fields that belong together; what is wrong with all of them stands above them. */
export function Group({ path, legend, hint, isNeeded, withParts = false, kind = '', children }: GroupProps) {
  const { tied, notes } = useTied({ path, hint, withParts });
  return (
    <fieldset id={tied.id} tabIndex={-1} class={`group ${kind}`} aria-describedby={tied['aria-describedby']}>
      <legend>{legend}{isNeeded && <Needed />}</legend>
      {notes}
      {children}
    </fieldset>
  );
}

interface TickProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Tick({ label, isOn, onChange }: TickProps) {
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}
    </label>
  );
}

interface ChoicesProps<T extends string> {
  name: string;
  value: T;
  onChange: (value: T) => void;
  choices: Choice<T>[];
}

/** One of a few, all of them seen. */
export function Radios<T extends string>({ name, value, onChange, choices }: ChoicesProps<T>) {
  return (
    <div class="radios">
      {choices.map((choice) => (
        <label key={choice.value} class="tick">
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />{' '}
          {choice.label}
        </label>
      ))}
    </div>
  );
}

/** A list with one value more or less, in the order of all that may be chosen. */
export function toggled(list: string[], value: string, isOn: boolean, all: string[]): string[] {
  const rest = list.filter((one) => one !== value);
  if (!isOn) return rest;
  const place = (one: string) => all.indexOf(one);
  return [...rest, value].sort((one, other) => place(one) - place(other));
}
