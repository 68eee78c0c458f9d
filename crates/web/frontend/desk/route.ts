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

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const change = () => setRoute(read());
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
