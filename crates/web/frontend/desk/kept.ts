// What is typed and not sent outlives a reload of the tab: it is kept beside the key, for those who write for the same
// institution.
import { useLayoutEffect, useState } from 'preact/hooks';
import { useSession, type Viewer } from './session';

export const placeOf = (kind: string, { role, institution, municipality }: Viewer, id: string) =>
  [`kulturhub.${kind}`, institution?.id ?? municipality?.code ?? role, id].join('.');

export function keptAt<T>(place: string): T | undefined {
  const text = sessionStorage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as T);
}

/** Keeps it; nothing is as if nothing was typed. */
export function keep(place: string, value: unknown): void {
  if (value === undefined) return sessionStorage.removeItem(place);
  try {
    sessionStorage.setItem(place, JSON.stringify(value));
  } catch {
    // The tab has no room for it: what is typed is still on the page.
  }
}

/** What is typed for this, from where the tab left it; undefined as long as nothing is. */
export function useKept<T>(kind: string, id: string) {
  const { viewer } = useSession();
  const place = placeOf(kind, viewer, id);
  const [value, setValue] = useState(() => keptAt<T>(place));
  // Before anything else can happen: a tab that is loaded anew right now must not lose the last letter.
  useLayoutEffect(() => keep(place, value), [place, value]);
  return [value, setValue] as const;
}
