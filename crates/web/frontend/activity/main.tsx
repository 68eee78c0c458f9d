// The page of an activity is the server's; what only a script can do is to share it.
import { messages } from '../hub/messages';

const button = document.getElementById('share');
const told = document.getElementById('shared');

async function share() {
  const address = location.origin + location.pathname;
  if (navigator.share) {
    // Who changes their mind has shared nothing, and that is no error.
    await navigator.share({ title: document.title, url: address }).catch(() => {});
    return;
  }
  const isCopied = await navigator.clipboard.writeText(address).then(() => true, () => false);
  if (told) told.textContent = isCopied ? messages.activity.copied : address;
}

if (button && (typeof navigator.share === 'function' || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener('click', () => void share());
}
