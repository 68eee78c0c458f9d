// A field for one figure, with what is wrong with it.
import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Typed, Wrong } from './typed';

export interface FormState {
  typed: Typed;
  wrong: Wrong;
  onType: (path: string, text: string) => void;
}

interface Props extends FormState {
  path: string;
  label: string;
  decimal?: boolean;
}

export function Figure({ path, label, typed, wrong, onType, decimal = false }: Props) {
  const id = useId();
  const said = wrong[path];
  return (
    <div class="figure">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={decimal ? 'decimal' : 'numeric'}
        autocomplete="off"
        value={typed[path] ?? ''}
        aria-invalid={said !== undefined}
        aria-describedby={said && `${id}-wrong`}
        onInput={(event) => onType(path, event.currentTarget.value)}
      />
      {said && <p id={`${id}-wrong`} class="mark">{said}</p>}
    </div>
  );
}

interface GroupProps {
  /** Where the hub tells what is wrong with all of it together. */
  path?: string;
  legend: string;
  hint?: string;
  wrong: Wrong;
  children: ComponentChildren;
}

/** Figures that belong together. */
export function Figures({ path, legend, hint, wrong, children }: GroupProps) {
  const id = useId();
  const said = path === undefined ? undefined : wrong[path];
  return (
    <fieldset class="figures" aria-describedby={said ? `${id}-wrong` : undefined} tabIndex={said ? -1 : undefined}>
      <legend>{legend}</legend>
      {hint && <p class="facts">{hint}</p>}
      {said && <p id={`${id}-wrong`} class="mark">{said}</p>}
      <div class="grid">{children}</div>
    </fieldset>
  );
}
