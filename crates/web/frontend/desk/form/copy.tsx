// A new activity with the content of another one, at new times.
import { useState } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages, say } from '../../hub/messages';
import { FormCopyDocument } from '../../../generated/graphql';
import { go } from '../route';
import { useSession } from '../session';
import { ChoicesProvider } from './choices';
import { newDraft, type Draft } from './draft';
import { TextFields } from './fields';
import { useLoaded } from './index';
import { mistakesInTimes, type Mistake } from './mistake';
import { Mistakes } from './problems';
import { toDraft, type Content } from './read';
import { make, type Learned } from './sending';
import { taken } from './suggestion';
import { Summary } from './summary';
import { WhenFields } from './when';
import { toWhen } from './write';

const words = messages.desk.form;

export function Copy({ id }: { id: string }) {
  const { loaded, fault, again } = useLoaded(id);
  if (fault) return <Failed fault={fault} onRetry={again} />;
  if (!loaded) return <p role="status">{messages.common.loading}</p>;
  if (!loaded.activity) return <p role="alert">{words.notFound}</p>;
  return (
    <ChoicesProvider value={loaded.choices}>
      <CopyForm activity={loaded.activity} />
    </ChoicesProvider>
  );
}

function CopyForm({ activity }: { activity: Content }) {
  const session = useSession();
  const { viewer } = session;
  const institution = viewer.institution?.id ?? activity.responsible.id;
  const [draft, setDraft] = useState<Draft>({ ...newDraft(institution), title: toDraft(activity).title });
  // What is known of the copy while it is sent: sent again, it is there once.
  const [known, setKnown] = useState<Learned>({});
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();
  const [turn, setTurn] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((draft) => ({ ...draft, ...part }));

  async function send() {
    const wrong = mistakesInTimes(draft);
    setMistakes(wrong);
    setFault(undefined);
    setTurn((turn) => turn + 1);
    if (wrong.length > 0) return;
    setBusy(true);
    const title = { da: draft.title.da, en: draft.title.en || null };
    const content = { title, ...toWhen(draft) };
    const variables = { id: activity.id, input: { institution, ...content } };
    const learn = (learned: Learned) => setKnown((known) => ({ ...known, ...learned }));
    const outcome = await make(session, FormCopyDocument, variables, { ...content, draft: true }, known, learn);
    setBusy(false);
    setTurn((turn) => turn + 1);
    if (outcome.kind === 'saved') return go('edit', outcome.activity.id);
    if (outcome.kind === 'failed') return setFault(outcome.fault);
    setMistakes(outcome.mistakes);
  }

  return (
    <Mistakes.Provider value={{ mistakes, take: (mistake) => change(taken(draft, mistake)) }}>
      <form
        class="desk-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h1>{say(words.copy.title, { title: activity.titleDa })}</h1>
        <p>{words.copy.means}</p>
        <Summary mistakes={mistakes} fault={fault} turn={turn} />
        <div inert={isBusy}>
          <TextFields path="title" label={words.title} value={draft.title} isNeeded onChange={(title) => change({ title })} />
          <section>
            <h2>{words.sections.when}</h2>
            <WhenFields when={draft} institution={institution} change={change} />
          </section>
        </div>
        <div class="buttons">
          <button type="submit" disabled={isBusy}>{words.copy.make}</button>
        </div>
      </form>
    </Mistakes.Provider>
  );
}
