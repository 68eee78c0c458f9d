// Asking while somebody still chooses: the last answer stays until the next one is there, and late answers are dropped.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useClient } from '@urql/preact';
import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core';

export interface Asked<Data> {
  /** The last answer; not yet anything at first. */
  data?: Data;
  error?: CombinedError;
  /** A newer answer is on its way. */
  isBusy: boolean;
  retry: () => void;
}

/** Asks whenever the variables change; `undefined` asks nothing. */
export function useAsk<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | undefined,
): Asked<Data> {
  const client = useClient();
  const [answer, setAnswer] = useState<{ key: string; data?: Data; error?: CombinedError }>();
  const [tries, setTries] = useState(0);
  const last = useRef<Data | undefined>(undefined);
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (variables === undefined) return;
    let isWanted = true;
    void client.query(document, variables).toPromise().then(({ data, error }) => {
      if (!isWanted) return;
      if (data) last.current = data;
      setAnswer({ key, data: last.current, error });
    });
    return () => {
      isWanted = false;
    };
  }, [key, tries]);
  return { ...answer, isBusy: answer?.key !== key, retry: () => setTries(tries + 1) };
}
