import { useRef, useState } from 'preact/hooks';
import { messages } from '../../hub/messages';

const words = messages.desk.views;

/** A text and a button that copies it. */
export function Copied({ label, of, text }: { label: string; of: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');

  async function copy() {
    // Selected as well: a page without TLS has no clipboard, and one copies by the keyboard.
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setTold(words.copied);
    } catch {
      setTold(words.selected);
    }
  }

  return (
    <div class="copied">
      <label>
        <span>{label}</span>
        <input ref={field} readOnly value={text} />
      </label>
      <button type="button" class="plain" aria-label={`${words.copy}: ${label}, ${of}`} onClick={() => void copy()}>{words.copy}</button>
      <span role="status">{told}</span>
    </div>
  );
}
