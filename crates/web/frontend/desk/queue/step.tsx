// Steps that an editor takes, and what is said when one is refused.
import { useState } from 'preact/hooks';
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { messages, say } from '../../hub/messages';
import { faultOf } from '../../hub/fault';
import { asSentence } from '../sentence';
import { useSession } from '../session';
import { fieldName } from './differences';
import type { ReviewMistakeFragment } from '../../../generated/graphql';

const words = messages.desk.queue;
export type Mistake = ReviewMistakeFragment;

/** What one decided on is no longer so. */
const CONFLICTS = new Set<Mistake['code']>(['OUTDATED_VERSION', 'WRONG_STATUS', 'UNKNOWN_ID', 'NOT_DISPUTED']);

/** Takes steps, one at a time; after a conflict the activity is to be read anew. */
export function useStep(onConflict: () => void) {
  const { client } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [fault, setFault] = useState<string>();

  /** Gives the answer if the step was taken. */
  async function take<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    mistakesOf: (data: Data) => Mistake[],
  ): Promise<Data | undefined> {
    if (isBusy) return undefined;
    setBusy(true);
    const { data, error } = await client.mutation(document, variables).toPromise();
    setBusy(false);
    const found = data ? mistakesOf(data) : [];
    setFault(error && faultOf(error));
    setMistakes(found);
    if (found.some(({ code }) => CONFLICTS.has(code))) onConflict();
    return error || found.length > 0 ? undefined : data;
  }

  return { isBusy, mistakes, fault, take };
}

/** What went wrong that belongs to no field of the page. */
export function Trouble({ fault, mistakes }: { fault?: string; mistakes: Mistake[] }) {
  const told = mistakes.map((mistake) => (mistake.code === 'OUTDATED_VERSION' ? outdated(mistake) : asSentence(mistake.message)));
  const all = fault ? [fault, ...told] : told;
  if (all.length === 0) return null;
  return <div role="alert" class="mark">{all.map((one) => <p key={one}>{one}</p>)}</div>;
}

function outdated({ changedFields }: Mistake): string {
  const fields = changedFields.map(fieldName).join(', ');
  return fields ? say(words.outdated, { fields }) : words.outdatedSomehow;
}
