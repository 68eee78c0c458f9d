// The address bar holds what is chosen: going back goes back to it, and a copied address shows the same.
import { useEffect, useState } from 'preact/hooks';
import { addressOf, changed, type Chosen } from './state';

type Changes = Record<string, string | string[]>;

export interface Address {
  chosen: Chosen;
  /** A step of its own in the history; `typing` replaces the last one, so that back does not undo letter by letter. */
  choose: (changes: Changes, how?: 'typing') => void;
  /** The address that `choose` would go to. */
  with: (changes: Changes) => string;
}

const read = (): Chosen => new URLSearchParams(location.search);

export function useAddress(): Address {
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const back = () => setChosen(read());
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  return {
    chosen,
    with: (changes) => addressOf(changed(chosen, changes)),
    choose: (changes, how) => {
      const next = changed(read(), changes);
      const address = addressOf(next);
      if (how === 'typing') history.replaceState(null, '', address);
      else history.pushState(null, '', address);
      setChosen(next);
    },
  };
}

/** Follows a link within the page, but lets the browser open it elsewhere. */
export function link(follow: () => void) {
  return (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    follow();
  };
}
