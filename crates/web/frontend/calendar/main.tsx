import { connect } from '../hub/client';
import { mount } from '../hub/mount';
import { Calendar } from './calendar';
import './calendar.css';

/** What the server wrote stays until there is something to show in its place; the words somebody typed meanwhile are kept. */
function takeOver() {
  const written = document.getElementById('list');
  const calendar = document.getElementById('calendar');
  if (!written || !calendar) return;
  const typed = written.querySelector<HTMLInputElement>('input[name=text]');
  const hadFocus = document.activeElement === typed;
  written.remove();
  const search = calendar.querySelector<HTMLInputElement>('input[name=text]');
  if (!typed || !search) return;
  if (typed.value !== typed.defaultValue) {
    search.value = typed.value;
    search.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (hadFocus) search.focus();
}

mount('calendar', connect(), <Calendar onReady={takeOver} />);
