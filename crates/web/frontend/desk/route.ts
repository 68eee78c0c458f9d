// Where one is at the desk: the part of the address after `#`.
import { useEffect, useState } from 'preact/hooks';

export interface Route {
  tab: string;
  /** What of it, such as the id of an activity. */
  id?: string;
}

export const to = (tab: string, id?: string) => `#/${[tab, id].filter(Boolean).map((part) => encodeURIComponent(part!)).join('/')}`;

/** As it was written; what nobody wrote so is left as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function read(): Route {
  const [tab = '', id] = location.hash.replace(/^#\/?/, '').split('/').map(decoded);
  return id ? { tab, id } : { tab };
}

export function go(tab: string, id?: string): void {
  location.hash = to(tab, id);
}

/** Runs when somebody follows a link to where one is already: the address tells nothing of it. */
export function useReturn(again: () => void): void {
  useEffect(() => {
    const follow = ({ target }: MouseEvent) => target instanceof Element && target.closest('a')?.href === location.href && again();
    addEventListener('click', follow);
    return () => removeEventListener('click', follow);
  }, [again]);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const change = () => setRoute(read());
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
