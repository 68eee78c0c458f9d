// Tries rows, or sends them: some at a time, so that one sees how far it is, and goes on from there after a break.
import type { Client, OperationResult } from '@urql/core';
import { faultOf } from '../../hub/fault';
import { messages } from '../../hub/messages';
import { ImportUpsertDocument, type ActivityInput, type ImportUpsertMutation } from '../../../generated/graphql';
import { asSentence } from '../sentence';
import { fieldOf, type ReadRow } from './reading';
import { change, current, textIn, type Row, type Run, type Told } from './work';

/** The hub takes 200 at once and two megabytes; half of it keeps progress visible and answers quick. */
const MOST_ROWS = 100;
const MOST_BYTES = 1_000_000;
/** The hub answers within ten seconds, or says that it could not. */
const PATIENCE_MS = 45_000;

type Answer = OperationResult<ImportUpsertMutation>;

/** Parts rows so that each part can be one request. */
export function parts(rows: ReadRow[]): ReadRow[][] {
  const parts: ReadRow[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = new TextEncoder().encode(JSON.stringify(row.item)).length;
    const last = parts.at(-1);
    if (!last || last.length === MOST_ROWS || bytes + size > MOST_BYTES) {
      parts.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return parts;
}

/** Tries or sends these rows until all are told, it is stopped, or the hub does not answer. */
export async function run(client: Client, kind: Run['kind'], rows: ReadRow[]): Promise<void> {
  if (current().run || rows.length === 0) return;
  const id = Symbol(kind);
  change({ run: { id, kind, done: 0, all: rows.length, isStopping: false }, fault: undefined });
  for (const part of parts(rows)) {
    const told = await runPart(client, kind, part);
    const { run } = current();
    // Meanwhile somebody else may have come to the desk, with other rows.
    if (run?.id !== id) return;
    if ('fault' in told) change({ fault: told.fault });
    else change({ rows: marked(part, told.rows), run: { ...run, done: run.done + part.length } });
    if ('fault' in told || run.isStopping) break;
  }
  change({ run: undefined });
}

export function stop(): void {
  const { run } = current();
  if (run) change({ run: { ...run, isStopping: true } });
}

/** What is told of each row of a part, or why nothing is. */
async function runPart(client: Client, kind: Run['kind'], part: ReadRow[]): Promise<{ rows: Partial<Row>[] } | { fault: string }> {
  if (kind === 'sent') change({ rows: marked(part, part.map(({ item }) => ({ sentAs: item.source!.externalId }))) });
  const answer = await ask(client, part.map(({ item }) => item), kind === 'tried');
  if (!answer) return { fault: messages.common.faults.offline };
  if (answer.error) return { fault: faultOf(answer.error) };
  const { userErrors, results } = answer.data!.activityUpsertMany;
  if (userErrors[0]) return { fault: asSentence(userErrors[0].message) };
  return { rows: part.map((read, place) => ({ [kind]: toldOf(results[place]!, read) })) };
}

/** All rows, with what is told of those of a part, which are known by their numbers. */
function marked(part: ReadRow[], told: Partial<Row>[]): Row[] {
  const places = new Map(part.map(({ row }, place) => [row.number, place]));
  return current().rows.map((row) => (places.has(row.number) ? { ...row, ...told[places.get(row.number)!] } : row));
}

/** The answer, or undefined when none came for too long. */
function ask(client: Client, items: ActivityInput[], dryRun: boolean): Promise<Answer | undefined> {
  return new Promise((done) => {
    const given = client.mutation(ImportUpsertDocument, { items, dryRun }).subscribe((answer) => {
      clearTimeout(waiting);
      done(answer);
    });
    const waiting = setTimeout(() => {
      given.unsubscribe();
      done(undefined);
    }, PATIENCE_MS);
  });
}

type Result = ImportUpsertMutation['activityUpsertMany']['results'][number];

function toldOf({ outcome, userErrors }: Result, { row, item }: ReadRow): Told {
  const has = (field: Parameters<typeof textIn>[1]) => textIn(row, field, current()) !== '';
  const links = item.links?.map(({ kind }) => kind) ?? [];
  return { outcome, errors: userErrors.map(({ field, message }) => ({ field: fieldOf(field, has, links), message })) };
}
