// What an editor decides: to publish, or to send back with a reason.
import { useEffect, useRef } from 'preact/hooks';
import { messages } from '../../hub/messages';
import { asSentence } from '../sentence';
import { Trouble, useStep, type Mistake } from './step';
import { ReviewApproveDocument, ReviewReturnDocument, type ReviewReason } from '../../../generated/graphql';

const words = messages.desk.queue;

interface Props {
  id: string;
  version: number;
  /** Why it waits; none when it no longer does. */
  waits?: ReviewReason | null;
  reason: string;
  onReason: (reason: string) => void;
  onConflict: () => void;
  onDone: (said: string) => void;
}

export function Decision({ id, version, waits, reason, onReason, onConflict, onDone }: Props) {
  const { isBusy, mistakes, fault, take } = useStep(onConflict);
  const ofReason = mistakes.find(({ field }) => field === 'reason');

  async function approve() {
    const taken = await take(ReviewApproveDocument, { id, version }, (data) => data.activityApprove.userErrors);
    if (taken) onDone(waits === 'UNSEEN' ? words.done.seen : words.done.approved);
  }

  async function sendBack() {
    const taken = await take(ReviewReturnDocument, { id, version, reason }, (data) => data.activityReturn.userErrors);
    if (taken) onDone(words.done.returned);
  }

  return (
    <section class="decision" aria-labelledby="decide">
      <h2 id="decide">{words.decide}</h2>
      <Trouble fault={fault} mistakes={mistakes.filter((mistake) => mistake !== ofReason)} />
      <button type="button" aria-disabled={isBusy} onClick={() => void approve()}>
        {waits === 'UNSEEN' ? words.see : waits === 'PROPOSAL' ? words.approveProposal : words.approve}
      </button>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void sendBack();
        }}
      >
        <div inert={isBusy}>
          <Reason reason={reason} mistake={ofReason} onReason={onReason} />
        </div>
        <button type="submit" class="plain" aria-disabled={isBusy}>{words.sendBack}</button>
      </form>
    </section>
  );
}

function Reason({ reason, mistake, onReason }: { reason: string; mistake?: Mistake; onReason: Props['onReason'] }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (mistake) field.current?.focus();
  }, [mistake]);
  return (
    <>
      <label for="reason">{words.reason}</label>
      <p id="reason-hint" class="facts">{words.reasonHint}</p>
      <textarea
        id="reason"
        ref={field}
        rows={4}
        required
        value={reason}
        aria-invalid={mistake !== undefined}
        aria-describedby={mistake ? 'reason-hint reason-wrong' : 'reason-hint'}
        onInput={(event) => onReason(event.currentTarget.value)}
      />
      {mistake && <p id="reason-wrong" role="alert" class="mark">{asSentence(mistake.message)}</p>}
    </>
  );
}
