import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import type { Mistake } from './mistake';
import { idOf, sentence } from './problems';

const words = messages.desk.form;

interface Props {
  mistakes: Mistake[];
  fault?: string | undefined;
  /** Counts up each time that something was refused: then it takes the focus, and not while one mends it. */
  turn: number;
}

/** All that is wrong, above the form: it takes the focus and leads to the fields. */
export function Summary({ mistakes, fault, turn }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [names, setNames] = useState<(string | undefined)[]>([]);
  useLayoutEffect(() => setNames(mistakes.map(({ field }) => nameOf(field))), [mistakes]);
  useEffect(() => box.current?.focus(), [turn]);
  if (mistakes.length === 0 && !fault) return null;
  return (
    <div class="summary-box" role="alert" tabIndex={-1} ref={box}>
      {fault && <p>{fault} {words.nothingLost}</p>}
      {mistakes.length > 0 && (
        <>
          <h2>{mistakes.length === 1 ? words.mistakes.one : say(words.mistakes.count, { count: mistakes.length })}</h2>
          <ul>
            {mistakes.map((mistake, index) => (
              <li key={mistake.field + mistake.message}>
                {names[index] ? (
                  <button type="button" class="link" onClick={() => focus(mistake.field)}>{names[index]}: {sentence(mistake)}</button>
                ) : (
                  sentence(mistake)
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The field of this path, or what it is a part of. */
function elementOf(path: string): HTMLElement | null {
  for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const element = document.getElementById(idOf(at));
    if (element) return element;
  }
  return null;
}

/** What it is called on the page, with that of the date or row it is in. */
function nameOf(path: string): string | undefined {
  const element = elementOf(path);
  if (!element) return undefined;
  const own = element instanceof HTMLFieldSetElement ? element.querySelector('legend') : document.querySelector(`label[for="${element.id}"]`);
  const around = element.parentElement?.closest('fieldset.card')?.querySelector('legend');
  return [around, own].map((label) => label?.firstChild?.textContent?.trim()).filter(Boolean).join(', ');
}

function focus(path: string): void {
  const element = elementOf(path);
  const inside = element instanceof HTMLFieldSetElement ? element.querySelector<HTMLElement>('input, select, textarea') : element;
  (inside ?? element)?.focus();
}
