// The work on an activity, as the tab keeps it.
import { keep } from '../kept';
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

/** Keeps it, unless nothing was written. */
export function store(place: string, work: Work): void {
  keep(place, isSame(work.base, work.draft) && !work.attempt ? undefined : work);
}
