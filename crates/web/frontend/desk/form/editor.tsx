// The form itself.
import { useLayoutEffect, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import type { ActivityStatus } from '../../../generated/graphql';
import { useSession } from '../session';
import { Belonging, Kinds, Texts } from './about';
import { Conflict, onTop, type Clash } from './conflict';
import { Done } from './done';
import type { Draft } from './draft';
import { Images } from './images';
import { mistakesIn, type Mistake } from './mistake';
import { LinkFields, PriceFields } from './price';
import { Mistakes } from './problems';
import { send, type Saved, type Warning } from './sending';
import { drop, placeOf, store, stored, type Work } from './stored';
import { taken } from './suggestion';
import { Summary } from './summary';
import { ModeField, WhenFields } from './when';

const words = messages.desk.form;

interface Props {
  start: Work;
  /** Where the activity stands; nothing for a new one. */
  status?: ActivityStatus;
  /** What it shows of an activity that is there: why it was returned, what waits. */
  notes: string[];
  isTrusted: boolean;
  onSaved: () => void;
}

export function Editor({ start, status, notes, isTrusted, onSaved }: Props) {
  const session = useSession();
  const { viewer } = session;
  const place = placeOf(viewer, start.id);
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

  const { draft } = work;
  function change(part: Partial<Draft>) {
    setWork((work) => ({ ...work, draft: { ...work.draft, ...part } }));
    // Where rows came or went, what was wrong with a row may stand at another one.
    const moved = Object.entries(part).filter(([name, value]) => Array.isArray(value) && value.length !== (draft[name as keyof Draft] as unknown[]).length);
    setMistakes((mistakes) => (moved.length > 0 ? mistakes.filter(({ field }) => !moved.some(([name]) => field.startsWith(`${name}.`))) : mistakes));
  }

  async function go(work: Work, isDraft?: boolean) {
    setFault(undefined);
    setClash(undefined);
    const wrong = mistakesIn(work.draft);
    setMistakes(wrong);
    setTurn((turn) => turn + 1);
    if (wrong.length > 0) return;
    setBusy(true);
    const outcome = await send(session, work, isDraft, setWork);
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

  if (saved) return <Done {...saved} isNew={!start.id} onGoOn={onSaved} />;
  return (
    <Mistakes.Provider value={{ mistakes, take: (mistake) => change(taken(draft, mistake)) }}>
      <form
        class="desk-form"
        noValidate
        aria-busy={isBusy}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void go(work, draftFlag(status));
        }}
      >
        <h1>{start.id ? say(words.edit, { title: start.base.title.da }) : words.new}</h1>
        {notes.map((note) => <p key={note} class="note">{note}</p>)}
        {isRestored && (
          <p class="note" role="status">
            {words.restored}{' '}
            <button
              type="button"
              class="plain small"
              onClick={() => {
                setWork(start);
                setRestored(false);
              }}
            >
              {words.discard}
            </button>
          </p>
        )}
        {clash && <Conflict clash={clash} work={work} theirs={theirs} onTheirs={setTheirs} onTake={(sends) => takeOver(clash, sends)} />}
        <Summary mistakes={mistakes} fault={fault} turn={turn} />
        <Texts draft={draft} change={change} />
        <Kinds draft={draft} change={change} />
        <section>
          <h2>{words.sections.when}</h2>
          <ModeField mode={draft.attendanceMode} onChange={(attendanceMode) => change({ attendanceMode })} />
          <WhenFields when={draft} institution={draft.institution} change={change} />
        </section>
        <Belonging draft={draft} change={change} canChoose={!start.id && !viewer.institution} />
        <PriceFields draft={draft} change={change} />
        <LinkFields draft={draft} change={change} />
        <Images chosen={draft.images} institution={draft.institution} onChange={(images) => change({ images })} />
        <Buttons status={status} isTrusted={isTrusted} isBusy={isBusy} onDraft={() => void go(work, true)} />
      </form>
    </Mistakes.Provider>
  );
}

/** What sending an activity says of its draft: a published one is none, and keeps quiet. */
function draftFlag(status: ActivityStatus | undefined): boolean | undefined {
  return status === undefined || status === 'DRAFT' || status === 'RETURNED' ? false : undefined;
}

interface ButtonsProps {
  status: ActivityStatus | undefined;
  isTrusted: boolean;
  isBusy: boolean;
  onDraft: () => void;
}

function Buttons({ status, isTrusted, isBusy, onDraft }: ButtonsProps) {
  const { role } = useSession().viewer;
  const mayBeDraft = draftFlag(status) !== undefined;
  const proposes = (status === 'PUBLISHED' || status === 'CANCELLED') && (role === 'SUBMITTER' || role === 'OWNER') && !isTrusted;
  const label = mayBeDraft ? (isTrusted ? words.publish : words.send) : proposes ? words.propose : words.save;
  return (
    <div class="send">
      {proposes && <p>{words.proposes}</p>}
      <div class="buttons">
        <button type="submit" disabled={isBusy}>{label}</button>
        {mayBeDraft && <button type="button" class="plain" disabled={isBusy} onClick={onDraft}>{words.keep}</button>}
      </div>
      <p role="status">{isBusy ? words.sendingAll : ''}</p>
    </div>
  );
}
