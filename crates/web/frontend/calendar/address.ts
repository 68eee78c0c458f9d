// The address bar holds what is chosen: going back goes back to it, and a copied address shows the same.
import { useEffect, useRef, useState } from 'preact/hooks';
import { addressOf, changed, type Chosen } from './state';

type Changes = Record<string, string | string[]>;

export interface Address {
  chosen: Chosen;
  /** A step of the history. What is typed on in the same field belongs to its step, so that back does not undo letter by letter. */
  choose: (changes: Changes, typedIn?: string) => void;
  /** The address that `choose` would go to. */
  with: (changes: Changes) => string;
}

const read = (): Chosen => new URLSearchParams(location.search);

export function useAddress(): Address {
  const [chosen, setChosen] = useState(read);
  const lastTypedIn = useRef<string>(undefined);
  useEffect(() => {
    const back = () => {
      lastTypedIn.current = undefined;
      setChosen(read());
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  useEffect(() => keepLanguageLink(chosen), [chosen]);
  return {
    chosen,
    with: (changes) => addressOf(changed(chosen, changes)),
    choose: (changes, typedIn) => {
      const next = changed(read(), changes);
      const isGoingOn = typedIn !== undefined && typedIn === lastTypedIn.current;
      history[isGoingOn ? 'replaceState' : 'pushState'](null, '', addressOf(next));
      lastTypedIn.current = typedIn;
      setChosen(next);
    },
  };
}

/** The link to the other language is the server's: it must lead to what is chosen since. */
function keepLanguageLink(chosen: Chosen) {
  const other = document.querySelector<HTMLAnchorElement>('body > header a[hreflang]');
  if (other) other.href = addressOf(changed(chosen, { lang: other.hreflang }));
}

/** Follows a link within the page, but lets the browser open it elsewhere. */
export function link(follow: () => void) {
  return (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    follow();
  };
}
