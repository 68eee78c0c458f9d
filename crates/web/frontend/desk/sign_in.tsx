import { useEffect, useRef, useState } from 'preact/hooks';
import { faultOf } from '../hub/fault';
import { messages } from '../hub/messages';
import { storedKey, type SignInFault } from './session';

const words = messages.desk.signIn;

interface Props {
  title: string;
  onSignIn: (key: string) => Promise<SignInFault | undefined>;
  /** Somebody did so here and now. */
  onSignedIn: () => void;
  /** Whether the key of this tab is tried first. */
  triesStored?: boolean;
}

/** Asks for a key. */
export function SignIn({ title, onSignIn, onSignedIn, triesStored = false }: Props) {
  const [key, setKey] = useState('');
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  /** Says why not, too. */
  async function enter(given: string): Promise<SignInFault | undefined> {
    setBusy(true);
    setFault(undefined);
    const fault = await onSignIn(given);
    setBusy(false);
    if (fault) setFault(typeof fault === 'string' ? words[fault] : faultOf(fault));
    return fault;
  }

  async function enterStored(stored: string) {
    const fault = await enter(stored);
    if (!fault) return;
    field.current?.focus();
    if (fault === 'wrong') setFault(words.again);
    // With a key that may be good, one can try again.
    else setKey(stored);
  }

  useEffect(() => {
    const stored = triesStored ? storedKey() : null;
    if (stored) void enterStored(stored);
    // Who is asked in the middle of something is taken to the question.
    else field.current?.focus();
  }, []);

  return (
    <form
      class="sign-in"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void enter(key.trim()).then((fault) => fault ?? onSignedIn());
      }}
    >
      <h1>{title}</h1>
      <label>
        <span>{words.key}</span>
        <input
          ref={field}
          type="password"
          name="key"
          autocomplete="off"
          required
          value={key}
          aria-describedby="key-hint"
          aria-invalid={fault !== undefined}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <p id="key-hint">{words.hint}</p>
      {fault && <p role="alert" class="mark">{fault}</p>}
      <button type="submit" disabled={isBusy}>{words.submit}</button>
    </form>
  );
}
