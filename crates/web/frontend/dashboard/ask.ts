// One question to the hub, and answers that are asked for again whenever something may have changed.
import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from '@urql/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { faultOf } from '../hub/fault';

/** How long after an answer the next is asked for at the earliest: during an import everything changes all the time. */
const SPACING_MS = 2_000;
const RETRY_MS = 3_000;

/** What was told last; `failure` as long as nothing newer can be had. */
export interface Answer<T> {
  value?: T;
  failure?: Failure;
}

export interface Failure {
  since: Date;
  why: string;
}

export function ask<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return new Promise((told, failed) => {
    const asked = client.query(document, variables).subscribe(({ data, error }) => {
      // Else it would be told this answer again instead of asking anew.
      asked.unsubscribe();
      if (error) failed(error);
      else told(data!);
    });
  });
}

export function failureOf(error: unknown, since = new Date()): Failure {
  return { since, why: faultOf(error as CombinedError) };
}

/** Asks at once, and again each time that one of `when` changes, but never twice at the same time. */
export function useAnswer<T>(load: () => Promise<T>, when: unknown[]): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({});
  const latest = useRef(load);
  latest.current = load;
  const repeater = useRef<Repeater>(undefined);
  useEffect(() => {
    const own = new Repeater(async () => {
      try {
        const value = await latest.current();
        setAnswer({ value });
        return SPACING_MS;
      } catch (error) {
        setAnswer(({ value, failure }) => ({ value, failure: failureOf(error, failure?.since) }));
        own.repeat();
        return RETRY_MS;
      }
    });
    repeater.current = own;
    return () => own.stop();
  }, []);
  useEffect(() => repeater.current?.repeat(), when);
  return answer;
}

/** Runs something once for all who asked for it while it ran, and after the rest that it wishes for. */
class Repeater {
  private isBusy = false;
  private isDue = false;
  private isStopped = false;

  constructor(private readonly run: () => Promise<number>) {}

  repeat() {
    this.isDue = true;
    if (!this.isBusy) void this.work();
  }

  stop() {
    this.isStopped = true;
  }

  private async work() {
    this.isBusy = true;
    while (this.isDue && !this.isStopped) {
      this.isDue = false;
      const restMs = await this.run();
      await new Promise((done) => setTimeout(done, restMs));
    }
    this.isBusy = false;
  }
}
