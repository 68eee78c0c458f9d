// Mistakes beside their fields: each field has its path in the input, by which the hub tells what is wrong with it.
import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { asSentence } from '../sentence';
import type { Mistake } from './mistake';

interface Told {
  mistakes: Mistake[];
  /** Takes what was probably meant. */
  take: (mistake: Mistake) => void;
}

export const Mistakes = createContext<Told>({ mistakes: [], take: () => {} });

export const idOf = (path: string) => `field-${path.replaceAll('.', '-')}`;

/** The attributes that tie what is typed into to its hint and mistakes. */
export interface Tied {
  id: string;
  name: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

interface Place {
  path: string;
  hint?: string | undefined;
  /** Whether it also shows what is wrong with its parts, as they have no fields of their own. */
  withParts?: boolean;
}

export function useTied({ path, hint, withParts = false }: Place): { tied: Tied; notes: ComponentChildren } {
  const { mistakes, take } = useContext(Mistakes);
  const own = mistakes.filter(({ field }) => field === path || (withParts && field.startsWith(`${path}.`)));
  const id = idOf(path);
  const [hintId, mistakeId] = [`${id}-hint`, `${id}-mistake`];
  const described = [hint && hintId, own.length > 0 && mistakeId].filter(Boolean).join(' ');
  const notes = (
    <>
      {hint && <span id={hintId} class="hint">{hint}</span>}
      {own.length > 0 && (
        <span id={mistakeId} class="mistake">
          {own.map((mistake) => (
            <span key={mistake.field + mistake.message}>
              {sentence(mistake)} <Suggested mistake={mistake} take={take} />
            </span>
          ))}
        </span>
      )}
    </>
  );
  return { tied: { id, name: path, 'aria-describedby': described || undefined, 'aria-invalid': own.length > 0 }, notes };
}

function Suggested({ mistake, take }: { mistake: Mistake; take: (mistake: Mistake) => void }) {
  if (!mistake.suggestion) return null;
  return (
    <button type="button" class="plain small" onClick={() => take(mistake)}>
      {say(messages.desk.form.mistakes.take, { label: mistake.suggestion.label })}
    </button>
  );
}

/** Where the hub names fields of its inputs, the page has words of its own. */
const CODES: Record<string, string> = messages.desk.form.mistakes.codes;

/** As a sentence, in words of this form where there are some. */
export function sentence({ code, message }: Pick<Mistake, 'code' | 'message'>): string {
  return asSentence((code && CODES[code]) ?? message);
}
