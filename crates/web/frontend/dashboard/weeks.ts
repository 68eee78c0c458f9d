// How much takes place by week, this one and the next.
import type { Client } from '@urql/core';
import type { ActivityFilter, DashboardWeeksQuery } from '../../generated/graphql';
import { DashboardWeeksDocument } from '../../generated/graphql';
import { isoDay, later, mondayOf, noon } from '../hub/time';
import { ask } from './ask';

const DAY_MS = 86_400_000;

export interface Week {
  number: number;
  /** Its Monday, as an ISO day. */
  monday: string;
  activities: number;
  /** By the id of the initiative; what has none is left out. */
  initiatives: Map<string, number>;
}

export interface Weeks {
  today: number;
  weeks: Week[];
}

export async function loadWeeks(client: Client, filter: ActivityFilter, at: Date): Promise<Weeks> {
  const today = isoDay(at);
  const first = mondayOf(today);
  const days = (from: string, count: number) => ({ ...filter, from: `${from}T00:00`, to: `${later(from, count)}T00:00` });
  const week = (number: number) => days(later(first, 7 * number), 7);
  const found = await ask(client, DashboardWeeksDocument, {
    today: days(today, 1),
    week0: week(0),
    week1: week(1),
    week2: week(2),
    week3: week(3),
    week4: week(4),
    week5: week(5),
    week6: week(6),
    week7: week(7),
  });
  const { week0, week1, week2, week3, week4, week5, week6, week7 } = found;
  const counts = [week0, week1, week2, week3, week4, week5, week6, week7];
  return { today: found.today.activities, weeks: counts.map((count, number) => weekOf(later(first, 7 * number), count)) };
}

function weekOf(monday: string, { activities, initiatives }: DashboardWeeksQuery['week0']): Week {
  const counts = new Map(initiatives.map(({ count, initiative }) => [initiative.id, count]));
  return { number: isoWeek(monday), monday, activities, initiatives: counts };
}

/** The number of a week in its year by ISO 8601: that of its Thursday. */
export function isoWeek(monday: string): number {
  const thursday = later(monday, 3);
  const ofYear = (noon(thursday).getTime() - noon(`${thursday.slice(0, 4)}-01-01`).getTime()) / DAY_MS;
  return Math.floor(ofYear / 7) + 1;
}
