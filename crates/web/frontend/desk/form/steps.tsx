// What becomes of an activity beside its content: copied, cancelled, withdrawn, archived.
import { useRef, useState } from 'preact/hooks';
import { messages, say } from '../../hub/messages';
import { faultOf } from '../../hub/fault';
import {
  FormArchiveDocument,
  FormCancelDocument,
  FormWithdrawDocument,
  type ActivityStatus,
  type MistakeFragment,
} from '../../../generated/graphql';
import { tell } from '../news';
import { go as goTo, to } from '../route';
import { useSession, type Session } from '../session';
import { TextField } from './fields';
import { Mistakes, sentence } from './problems';

const words = messages.desk.form.steps;
type Step = 'archive' | 'cancel' | 'withdraw';

const STEPS: Partial<Record<ActivityStatus, Step[]>> = {
  DRAFT: ['withdraw'],
  IN_REVIEW: ['withdraw'],
  RETURNED: ['withdraw'],
  PUBLISHED: ['cancel', 'archive', 'withdraw'],
  CANCELLED: ['archive', 'withdraw'],
};

interface Props {
  id: string;
  title: string;
  status: ActivityStatus;
}

export function Steps({ id, title, status }: Props) {
  return (
    <section class="steps">
      <h2>{words.title}</h2>
      <div class="buttons">
        <a class="button plain" href={to('copy', id)}>{words.copy}</a>
        {(STEPS[status] ?? []).map((step) => <StepButton key={step} step={step} id={id} title={title} />)}
      </div>
    </section>
  );
}

async function take({ client }: Session, step: Step, id: string, reason: string | null) {
  switch (step) {
    case 'archive': {
      const { data, error } = await client.mutation(FormArchiveDocument, { id }).toPromise();
      return { payload: data?.activityArchive, error };
    }
    case 'cancel': {
      const { data, error } = await client.mutation(FormCancelDocument, { id, reason }).toPromise();
      return { payload: data?.activityCancel, error };
    }
    case 'withdraw': {
      const { data, error } = await client.mutation(FormWithdrawDocument, { id, reason }).toPromise();
      return { payload: data?.activityWithdraw, error };
    }
  }
}

/** Asks once more, for a reason where others are told of it. */
function StepButton({ step, id, title }: { step: Step; id: string; title: string }) {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [mistakes, setMistakes] = useState<MistakeFragment[]>([]);
  const [fault, setFault] = useState<string>();

  async function go() {
    setBusy(true);
    const { payload, error } = await take(session, step, id, reason || null);
    setBusy(false);
    setFault(error && faultOf(error));
    setMistakes(payload?.userErrors ?? []);
    if (!payload?.activity) return;
    dialog.current?.close();
    tell(say(words.done[step], { title }));
    goTo('mine');
  }

  // Each step has a field of its own on the page.
  const path = `${step}.reason`;
  const ofReason = mistakes.filter(({ field }) => field === 'reason').map((mistake) => ({ ...mistake, field: path }));
  const others = mistakes.filter(({ field }) => field !== 'reason').map(sentence);
  return (
    <>
      <button type="button" class="plain" onClick={() => dialog.current?.showModal()}>{words.names[step]}</button>
      <dialog ref={dialog} aria-labelledby={`step-${step}`}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void go();
          }}
        >
          <h2 id={`step-${step}`}>{say(words.asks[step], { title })}</h2>
          <p>{words.means[step]}</p>
          {step !== 'archive' && (
            <Mistakes.Provider value={{ mistakes: ofReason, take: () => {} }}>
              <TextField path={path} label={words.reason} hint={words.reasonHint} lines={3} value={reason} onChange={setReason} />
            </Mistakes.Provider>
          )}
          {(fault || others.length > 0) && <p role="alert" class="mistake">{fault ?? others.join(' ')}</p>}
          <div class="buttons">
            <button type="submit" disabled={isBusy}>{words.names[step]}</button>
            <button type="button" class="plain" onClick={() => dialog.current?.close()}>{words.no}</button>
          </div>
        </form>
      </dialog>
    </>
  );
}
