// What is typed outlives a reload of the tab: it is kept beside the key, for those who write for the same institution.
import type { Viewer } from '../session';
import { isSame, type Draft } from './draft';
import type { Attempt } from './sending';

/** What is being written, and what it was before. */
export interface Work {
  /** The activity, once there is one. */
  id?: string | undefined;
  version: number;
  base: Draft;
  draft: Draft;
  /** What was sent and not answered. */
  attempt?: Attempt | undefined;
}

export function placeOf({ role, institution, municipality }: Viewer, id?: string): string {
  return ['kulturhub.draft', institution?.id ?? municipality?.code ?? role, id ?? 'new'].join('.');
}

export function stored(place: string): Work | undefined {
  const text = sessionStorage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as Work);
}

/** Keeps it, unless nothing was written. */
export function store(place: string, work: Work): void {
  if (isSame(work.base, work.draft) && !work.attempt) return drop(place);
  try {
    sessionStorage.setItem(place, JSON.stringify(work));
  } catch {
    // The tab has no room for it: what is written is still in the form.
  }
}

export const drop = (place: string) => sessionStorage.removeItem(place);
