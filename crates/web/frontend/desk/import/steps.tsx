import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { messages } from '../../hub/messages';
import type { Work } from './work';

const words = messages.desk.import;
const STEPS: Work['step'][] = ['give', 'columns', 'check'];

/** Where one is on the way. */
export function Steps({ at }: { at: Work['step'] }) {
  return (
    <ol class="import-steps">
      {STEPS.map((step) => (
        <li key={step} aria-current={step === at ? 'step' : undefined}>{words.steps[step]}</li>
      ))}
    </ol>
  );
}

/** A step with its heading, to which the focus moves when the step begins by a click. */
export function Step({ name, isBegun, children }: { name: Work['step']; isBegun: boolean; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isBegun) heading.current?.focus();
  }, []);
  return (
    <section aria-labelledby={`step-${name}`}>
      <h2 id={`step-${name}`} tabIndex={-1} ref={heading}>{words.steps[name]}</h2>
      {children}
    </section>
  );
}
