// What is being written, and what came of sending it.
import { useLayoutEffect, useState } from 'preact/hooks';
import type { ActivityStatus } from '../../../generated/graphql';
import { useSession } from '../session';
import { onTop, type Clash } from './conflict';
import type { Draft } from './draft';
import { mistakesIn, type Mistake } from './mistake';
import { send, type Saved, type Warning } from './sending';
import { drop, placeOf, store, stored, type Work } from './stored';

/** The work from where it starts, or from where this tab left it. */
export function useEditing(start: Work, status: ActivityStatus | undefined) {
  const session = useSession();
  const place = placeOf(session.viewer, start.id);
  const [restored] = useState(() => stored(place));
  const [work, setWork] = useState<Work>(restored ?? start);
  const [isRestored, setRestored] = useState(restored !== undefined);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();
  const [turn, setTurn] = useState(0);
  const [clash, setClash] = useState<Clash>();
  const [theirs, setTheirs] = useState<(keyof Draft)[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [saved, setSaved] = useState<{ activity: Saved; warnings: Warning[] }>();
  // Before anything else can happen: a tab that is loaded anew right now must not lose the last letter.
  useLayoutEffect(() => (saved ? drop(place) : store(place, work)), [work, saved]);

  function change(part: Partial<Draft>) {
    setWork((work) => ({ ...work, draft: { ...work.draft, ...part } }));
    const moved = rowsMoved(work.draft, part);
    setMistakes((mistakes) => mistakes.filter(({ field }) => !moved.some((name) => field.startsWith(`${name}.`))));
  }

  async function go(work: Work, isDraft?: boolean) {
    if (isBusy) return;
    setFault(undefined);
    setClash(undefined);
    const wrong = mistakesIn(work.draft);
    setMistakes(wrong);
    setTurn((turn) => turn + 1);
    if (wrong.length > 0) return;
    setBusy(true);
    const outcome = await send(session, work, isDraft, (learned) => setWork((work) => ({ ...work, ...learned })));
    setBusy(false);
    setTurn((turn) => turn + 1);
    if (outcome.kind === 'saved') return setSaved(outcome);
    if (outcome.kind === 'failed') return setFault(outcome.fault);
    const outdated = outcome.mistakes.find(({ code }) => code === 'OUTDATED_VERSION');
    if (!outdated || !outcome.present) return setMistakes(outcome.mistakes);
    setTheirs([]);
    setClash({ changedFields: outdated.changedFields, present: outcome.present });
  }

  function takeOver(clash: Clash, sends: boolean) {
    const merged = onTop(work, clash.present, theirs);
    setClash(undefined);
    setWork(merged);
    if (sends) void go(merged, draftFlag(status));
  }

  function discard() {
    setWork(start);
    setRestored(false);
  }

  return { work, isRestored, mistakes, fault, turn, clash, theirs, isBusy, saved, change, go, takeOver, discard, setTheirs };
}

/** Where rows came or went: what was wrong with one may stand at another. */
function rowsMoved(draft: Draft, part: Partial<Draft>): string[] {
  const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
  return Object.entries(part).flatMap(([name, value]) => (lengthOf(value) === lengthOf(draft[name as keyof Draft]) ? [] : [name]));
}

/** What sending an activity says of its draft: a published one is none, and keeps quiet. */
export function draftFlag(status: ActivityStatus | undefined): boolean | undefined {
  return status === undefined || status === 'DRAFT' || status === 'RETURNED' ? false : undefined;
}
