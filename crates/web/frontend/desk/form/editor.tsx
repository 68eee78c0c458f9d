// The form itself.
import { messages, say } from '../../hub/messages';
import type { ActivityStatus } from '../../../generated/graphql';
import { useSession } from '../session';
import { Belonging, Kinds, Texts } from './about';
import { Conflict } from './conflict';
import { Done } from './done';
import { draftFlag, useEditing } from './editing';
import { Images } from './images';
import { LinkFields, PriceFields } from './price';
import { Mistakes } from './problems';
import type { Content } from './read';
import type { Work } from './stored';
import { taken } from './suggestion';
import { Summary } from './summary';
import { ModeField, WhenFields } from './when';

const words = messages.desk.form;

interface Props {
  start: Work;
  /** The activity as it is; nothing for a new one. */
  activity?: Content | undefined;
  isTrusted: boolean;
  /** Somebody else changed it: so it is now. */
  onPresent: (present: Content) => void;
  onSaved: () => void;
}

export function Editor({ start, activity, isTrusted, onPresent, onSaved }: Props) {
  const { viewer } = useSession();
  const editing = useEditing(start, onPresent);
  const status = activity?.status;
  const { work, isRestored, mistakes, clash, isBusy, saved, change, go } = editing;
  const { draft } = work;
  if (saved) return <Done {...saved} isNew={!start.id} onGoOn={onSaved} />;
  return (
    <Mistakes.Provider value={{ mistakes, take: (mistake) => change(taken(draft, mistake)) }}>
      <form
        class="desk-form"
        noValidate
        aria-busy={isBusy}
        onSubmit={(event) => {
          event.preventDefault();
          void go(work, draftFlag(status));
        }}
      >
        <h1>{start.id ? say(words.edit, { title: start.base.title.da }) : words.new}</h1>
        {activity && notesOn(activity).map((note) => <p key={note} class="note">{note}</p>)}
        {isRestored && (
          <p class="note" role="status">
            {words.restored} <button type="button" class="plain small" onClick={editing.discard}>{words.discard}</button>
          </p>
        )}
        {clash && <Conflict clash={clash} work={work} theirs={editing.theirs} onTheirs={editing.setTheirs} onTake={(sends) => editing.takeOver(clash, sends)} />}
        <Summary mistakes={mistakes} fault={editing.fault} turn={editing.turn} />
        {/* What is sent is what stands here. */}
        <div inert={isBusy}>
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
          <Images chosen={draft.images} institution={draft.institution} onChange={(images) => change({ images })} onUnsent={editing.setUnsentImage} />
        </div>
        <Buttons status={status} isTrusted={isTrusted} isBusy={isBusy} onDraft={() => void go(work, true)} />
      </form>
    </Mistakes.Provider>
  );
}

/** Where it stands, why it was returned, what waits. */
function notesOn({ status, reason, review }: Content): string[] {
  const { proposal, waits } = review ?? {};
  const notes = [say(words.stands, { status: words.statuses[status] })];
  if (reason) notes.push(say(words.reason, { reason }));
  if (proposal && proposal.returned) notes.push(say(words.proposalReturned, { reason: proposal.returned }));
  else if (proposal && waits) notes.push(words.proposalWaits);
  return notes;
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
