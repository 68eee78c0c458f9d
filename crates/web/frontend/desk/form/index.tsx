import { useEffect, useState } from 'preact/hooks';
import { CombinedError } from '@urql/core';
import { ask } from '../../hub/answer';
import { Failed } from '../../hub/failed';
import { faultOf } from '../../hub/fault';
import { messages } from '../../hub/messages';
import { FormActivityDocument } from '../../../generated/graphql';
import { useSession } from '../session';
import { ChoicesProvider, choicesFor, type Choices } from './choices';
import { newDraft } from './draft';
import { Editor } from './editor';
import { toDraft, type Content } from './read';
import { Steps } from './steps';
import './form.css';

const words = messages.desk.form;

/** A new activity, or one that is there. */
export function Form({ id }: { id?: string }) {
  const session = useSession();
  const { institution } = session.viewer;
  const { loaded, fault, again } = useLoaded(id);
  // Each saving begins with what is there then.
  const [turn, setTurn] = useState(0);
  // What was there while somebody wrote is there no longer.
  const [present, setPresent] = useState<Content>();
  if (fault) return <Failed fault={fault} onRetry={again} />;
  if (!loaded) return <p role="status">{messages.common.loading}</p>;
  const { choices } = loaded;
  const activity = present ?? loaded.activity ?? undefined;
  if (id && !activity) return <p role="alert">{words.notFound}</p>;
  const base = activity ? toDraft(activity) : newDraft(institution?.id);
  const responsible = choices.institutions.find((one) => one.id === base.institution);
  const reload = () => {
    setTurn(turn + 1);
    setPresent(undefined);
    again();
  };
  return (
    <ChoicesProvider value={choices}>
      <Editor
        key={turn}
        start={{ id, version: activity?.version ?? 0, base, draft: base }}
        activity={activity}
        isTrusted={responsible?.trusted ?? false}
        onPresent={setPresent}
        onSaved={reload}
      />
      {activity && <Steps id={activity.id} title={activity.titleDa} status={activity.status} />}
    </ChoicesProvider>
  );
}

interface Loaded {
  choices: Choices;
  activity?: Content | null;
}

/** What the form needs, asked for once: what is typed is never put aside by a newer answer. */
export function useLoaded(id?: string) {
  const { client } = useSession();
  const [loaded, setLoaded] = useState<Loaded>();
  const [fault, setFault] = useState<string>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (loaded) return;
    let isMeant = true;
    Promise.all([choicesFor(client), id ? ask(client, FormActivityDocument, { id }) : { activity: null }]).then(
      ([choices, { activity }]) => isMeant && setLoaded({ choices, activity: activity ?? null }),
      (error) => isMeant && setFault(error instanceof CombinedError ? faultOf(error) : messages.common.faults.other),
    );
    return () => {
      isMeant = false;
    };
  }, [client, tries]);
  const again = () => {
    setFault(undefined);
    setLoaded(undefined);
    setTries(tries + 1);
  };
  return { loaded, fault, again };
}
