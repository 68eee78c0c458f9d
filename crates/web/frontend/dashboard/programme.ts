// What is on now and next.
import type { Client } from '@urql/core';
import type { ActivityFilter, DashboardOccurrenceFragment } from '../../generated/graphql';
import { DashboardNextDocument, DashboardNowDocument } from '../../generated/graphql';
import { ask } from './ask';

const NOW = 4;
const NEXT = 6;
/** More are asked for than shown: what is open each day is shown once. */
const NEXT_ASKED = 25;

export type Occurrence = DashboardOccurrenceFragment;

export interface Programme {
  /** What began last stands first: an exhibition of months is always on. */
  now: Occurrence[];
  moreNow: number;
  next: Occurrence[];
}

export async function loadProgramme(client: Client, filter: ActivityFilter, at: Date): Promise<Programme> {
  const from = at.toISOString();
  const to = new Date(at.getTime() + 1_000).toISOString();
  const { occurrences: on } = await ask(client, DashboardNowDocument, { filter: { ...filter, from, to }, last: NOW });
  // The list is by start, so what is next follows what began last.
  const after = on.pageInfo.endCursor ?? null;
  const { occurrences: next } = await ask(client, DashboardNextDocument, { filter: { ...filter, from }, after, first: NEXT_ASKED });
  return {
    now: on.nodes.toReversed(),
    moreNow: on.totalCount - on.nodes.length,
    next: firstOfEach(next.nodes).slice(0, NEXT),
  };
}

/** Of each activity its first occurrence. */
function firstOfEach(occurrences: Occurrence[]): Occurrence[] {
  const seen = new Set<string>();
  return occurrences.filter(({ activity }) => !seen.has(activity.id) && seen.add(activity.id));
}
