// Who is signed in. The key is kept for this tab only, and never in an address.
import { createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import type { Client, CombinedError } from '@urql/core';
import { connect } from '../hub/client';
import { isSignedOut } from '../hub/fault';
import { ViewerDocument, type ViewerQuery } from '../../generated/graphql';

const STORED = 'kulturhub.key';

export type Viewer = ViewerQuery['viewer'];

export interface Session {
  key: string;
  viewer: Viewer;
  client: Client;
  /** The key was revoked or has expired: what was typed stays, and somebody signs in again. */
  isOver: boolean;
  /** Says so, for what is asked for without the client. */
  end: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** The session; only below the sign-in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

/** Why nobody was let in: the key is not known, or the hub could not be asked. */
export type SignInFault = 'wrong' | 'visitor' | CombinedError;

export function useSignIn() {
  const [known, setKnown] = useState<{ key: string; viewer: Viewer } | undefined>();
  const [isOver, setOver] = useState(false);
  const key = known?.key;
  const client = useMemo(() => connect(key, (error) => isSignedOut(error) && setOver(true)), [key]);

  async function signIn(given: string): Promise<SignInFault | undefined> {
    // No header can carry anything else, so no key has it.
    if (!/^[\x21-\x7e]+$/.test(given)) return 'wrong';
    const { data, error } = await connect(given).query(ViewerDocument, {}).toPromise();
    if (error) return isSignedOut(error) ? 'wrong' : error;
    if (!data || data.viewer.role === 'VISITOR') return 'visitor';
    sessionStorage.setItem(STORED, given);
    setKnown({ key: given, viewer: data.viewer });
    setOver(false);
    return undefined;
  }

  function signOut() {
    sessionStorage.removeItem(STORED);
    setKnown(undefined);
    setOver(false);
  }

  const session: Session | undefined = known && { ...known, client, isOver, end: () => setOver(true) };
  return { session, signIn, signOut };
}

/** The key of this tab from before it was loaded anew. */
export const storedKey = () => sessionStorage.getItem(STORED);
