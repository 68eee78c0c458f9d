// What is being written, and what came of sending it.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ActivityStatus } from '../../../generated/graphql';
import { keep, keptAt, placeOf } from '../kept';
import { useSession } from '../session';
import { onTop, type Clash } from './conflict';
import type { Draft } from './draft';
import { mistakesIn, UNSENT_IMAGE, type Mistake } from './mistake';
import type { Content } from './read';
import { send, type Saved, type Warning } from './sending';
import { store, type Work } from './stored';

/** The work from where it starts, or from where this tab left it. `onPresent` is told of what is there by now. */
export function useEditing(start: Work, onPresent: (present: Content) => void) {
  const session = useSession();
  const place = placeOf('draft', session.viewer, start.id ?? 'new');
  const [restored] = useState(() => keptAt<Work>(place));
  const [work, setWork] = useState<Work>(restored ?? start);
  const [isRestored, setRestored] = useState(restored !== undefined);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();
  const [turn, setTurn] = useState(0);
  const [clash, setClash] = useState<Clash>();
  const [theirs, setTheirs] = useState<(keyof Draft)[]>([]);
  const [isBusy, setBusy] = useState(false);
  const hasUnsentImage = useRef(false);
  const [saved, setSaved] = useState<{ activity: Saved; warnings: Warning[] }>();
  // Before anything else can happen: a tab that is loaded anew right now must not lose the last letter.
  useLayoutEffect(() => (saved ? keep(place, undefined) : store(place, work)), [work, saved]);

  function change(part: Partial<Draft>) {
    setWork((work) => ({ ...work, draft: { ...work.draft, ...part } }));
    const moved = rowsMoved(work.draft, part);
    setMistakes((mistakes) => mistakes.filter(({ field }) => !moved.some((path) => field.startsWith(`${path}.`))));
  }

  function setUnsentImage(isUnsent: boolean) {
    hasUnsentImage.current = isUnsent;
    if (!isUnsent) setMistakes((mistakes) => mistakes.filter((mistake) => mistake !== UNSENT_IMAGE));
  }

  async function go(work: Work, isDraft?: boolean) {
    if (isBusy) return;
    setFault(undefined);
    setClash(undefined);
    const wrong = [...mistakesIn(work.draft), ...(hasUnsentImage.current ? [UNSENT_IMAGE] : [])];
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
    onPresent(clash.present);
    if (sends) void go(merged, draftFlag(clash.present.status));
  }

  function discard() {
    setWork(start);
    setRestored(false);
  }

  return { work, isRestored, mistakes, fault, turn, clash, theirs, isBusy, saved, change, go, takeOver, discard, setTheirs, setUnsentImage };
}

/** Where rows came or went, by the path of their fields: what was wrong with one may stand at another. */
function rowsMoved(before: unknown, after: unknown, path = ''): string[] {
  if (before === after || !before || !after || typeof before !== 'object' || typeof after !== 'object') return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return [path];
  return Object.entries(after).flatMap(([name, value]) => {
    const field = name === 'hours' ? 'openingHours' : name;
    return rowsMoved((before as Record<string, unknown>)[name], value, path ? `${path}.${field}` : field);
  });
}

/** What sending an activity says of its draft: a published one is none, and keeps quiet. */
export function draftFlag(status: ActivityStatus | undefined): boolean | undefined {
  return status === undefined || status === 'DRAFT' || status === 'RETURNED' ? false : undefined;
}
