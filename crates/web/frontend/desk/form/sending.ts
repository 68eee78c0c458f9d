// Sends what was written, so that sending it again has one effect: whoever did not hear the answer sends the same with
// the same `Idempotency-Key`.
import type { AnyVariables, CombinedError, OperationResult, TypedDocumentNode } from '@urql/core';
import { headersOf } from '../../hub/client';
import { faultOf, isSignedOut } from '../../hub/fault';
import { messages } from '../../hub/messages';
import {
  FormSubmitDocument,
  FormUpdateDocument,
  type ActivityUpdateInput,
  type FormSubmitMutation,
  type FormUpdateMutationVariables,
  type MistakeFragment,
} from '../../../generated/graphql';
import type { Session } from '../session';
import { toInput, toUpdate } from './write';
import type { Content } from './read';
import type { Work } from './stored';

/** What was sent, as JSON, under which word. */
export interface Attempt {
  word: string;
  asked: string;
}

type Payload = FormSubmitMutation['activitySubmit'];
/** A copy comes without warnings. */
type Answered = Omit<Payload, 'warnings'> & Partial<Pick<Payload, 'warnings'>>;
export type Saved = NonNullable<Payload['activity']>;
export type Warning = Payload['warnings'][number];
type Refused = { mistakes: MistakeFragment[]; present?: Content | undefined };

export type Outcome =
  | { kind: 'saved'; activity: Saved; warnings: Warning[] }
  | ({ kind: 'refused' } & Refused)
  // Without a fault, the sign-in above the form tells it.
  | { kind: 'failed'; fault?: string; attempt?: Attempt | undefined };

/** What is learned of an activity while it is sent. */
export type Learned = Partial<Pick<Work, 'id' | 'version' | 'attempt'>>;

type Learn = (learned: Learned) => void;

/** Sends a new activity, or what changed at one. `learn` is told of what is known on the way. */
export async function send(session: Session, work: Work, isDraft: boolean | undefined, learn: Learn): Promise<Outcome> {
  if (!work.id) {
    const { institution, ...content } = toInput(work.draft, isDraft ?? false);
    return make(session, FormSubmitDocument, { input: { institution, ...content } }, content, work, learn);
  }
  const input = { ...toUpdate(work.base, work.draft), ...(isDraft !== undefined && { draft: isDraft }) };
  return update(session, work, input, learn);
}

/** Makes a new activity; once it is known to be there, it is changed to what it should say. */
export async function make<Variables extends AnyVariables>(
  session: Session,
  document: TypedDocumentNode<unknown, Variables>,
  variables: Variables,
  change: ActivityUpdateInput,
  known: Learned,
  learn: Learn,
): Promise<Outcome> {
  if (known.id) return update(session, known, change, learn);
  const asked = JSON.stringify(variables);
  const { attempt } = known;
  const outcome = await run(session, document, attempt ?? { word: newWord(), asked }, learn);
  if (!attempt || attempt.asked === asked || outcome.kind === 'failed') return outcome;
  // What was refused then may be right by now.
  if (outcome.kind === 'refused') return make(session, document, variables, change, {}, learn);
  // The answer to what was sent first was lost, and it has changed since: so it is changed there.
  const { id, version } = outcome.activity;
  learn({ id, version, attempt: undefined });
  return update(session, { id, version }, change, learn);
}

function update(session: Session, { id, version, attempt }: Learned, input: ActivityUpdateInput, learn: Learn): Promise<Outcome> {
  return run(session, FormUpdateDocument, attemptOf(attempt, { id: id!, expectedVersion: version!, input }), learn);
}

/** The same again keeps its word. */
function attemptOf(attempt: Attempt | undefined, variables: FormUpdateMutationVariables): Attempt {
  const asked = JSON.stringify(variables);
  return attempt?.asked === asked ? attempt : { word: newWord(), asked };
}

async function run<Variables extends AnyVariables>(
  { client, key }: Session,
  document: TypedDocumentNode<unknown, Variables>,
  attempt: Attempt,
  learn: Learn,
): Promise<Outcome> {
  learn({ attempt });
  const headers = { ...headersOf(key), 'Idempotency-Key': attempt.word };
  const variables = JSON.parse(attempt.asked) as Variables;
  const result = await client.mutation(document, variables, { fetchOptions: { credentials: 'omit', headers } }).toPromise();
  const outcome = read(result, attempt);
  learn({ attempt: outcome.kind === 'failed' ? outcome.attempt : undefined });
  return outcome;
}

function read({ data, error }: OperationResult<unknown, AnyVariables>, attempt: Attempt): Outcome {
  if (error && isSignedOut(error)) return { kind: 'failed' };
  if (error) return { kind: 'failed', fault: faultIn(error), attempt: mayHaveRun(error) ? attempt : undefined };
  const payload = Object.values(data as Record<string, Answered>)[0]!;
  if (payload.activity) return { kind: 'saved', activity: payload.activity, warnings: payload.warnings ?? [] };
  const errors = payload.userErrors as (MistakeFragment & { present?: Content | null })[];
  return { kind: 'refused', mistakes: errors, present: errors.find(({ present }) => present)?.present ?? undefined };
}

/** What is answered while it still runs: it ends by itself, and has its effect. */
const RUNNING = ['IDEMPOTENCY_IN_PROGRESS', 'TIMED_OUT'];

function mayHaveRun(error: CombinedError): boolean {
  return error.networkError !== undefined || RUNNING.includes(String(error.graphQLErrors[0]?.extensions?.code));
}

function faultIn(error: CombinedError): string {
  const code = error.graphQLErrors[0]?.extensions?.code;
  return code === 'IDEMPOTENCY_LOST' ? messages.desk.form.mayBeSaved : faultOf(error);
}

/** 128 random bits. `randomUUID` is not there on pages without TLS. */
function newWord(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
