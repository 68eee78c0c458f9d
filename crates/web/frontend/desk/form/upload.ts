// Sends a file with a mutation, and tells how much of it is gone: only XMLHttpRequest does. As the multipart request
// specification has it.
import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { endpoint, headersOf, PATIENCE_MS } from '../../hub/client';
import { refusalOf, type Told } from '../../hub/fault';
import { messages } from '../../hub/messages';

export interface Sent<Data> {
  data?: Data | null;
  /** Why there was no answer to the mutation, for people. */
  fault?: string;
  isSignedOut?: boolean;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: Told[];
}

interface Upload<Data, Variables> {
  document: TypedDocumentNode<Data, Variables>;
  /** The file itself is null in them. */
  variables: Variables;
  /** Where it belongs: `variables.input.file`. */
  place: string;
  file: File;
  key: string;
  onProgress: (share: number) => void;
  /** Gives it up. */
  signal: AbortSignal;
}

export function upload<Data, Variables>({ document, variables, place, file, key, onProgress, signal }: Upload<Data, Variables>): Promise<Sent<Data>> {
  const body = new FormData();
  body.append('operations', JSON.stringify({ query: stringifyDocument(document), variables }));
  body.append('map', JSON.stringify({ 0: [place] }));
  body.append('0', file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', endpoint);
    for (const [name, value] of Object.entries(headersOf(key))) request.setRequestHeader(name, value);
    request.setRequestHeader('Accept', 'application/graphql-response+json, application/json');
    request.responseType = 'json';
    const breakOff = () => {
      request.abort();
      done({ fault: messages.common.faults.offline });
    };
    // A large file takes its time: it is given up when nothing goes on.
    let waiting: ReturnType<typeof setTimeout>;
    const goOn = () => {
      clearTimeout(waiting);
      waiting = setTimeout(breakOff, PATIENCE_MS.POST);
    };
    request.upload.onprogress = (event) => {
      goOn();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => done(answered(request.response as Answer<Data> | null, request.status));
    request.onerror = breakOff;
    request.onloadend = () => clearTimeout(waiting);
    signal.addEventListener('abort', breakOff);
    goOn();
    request.send(body);
  });
}

function answered<Data>(answer: Answer<Data> | null, status: number): Sent<Data> {
  const error = answer?.errors?.[0];
  if (answer?.data && !error) return { data: answer.data };
  return { fault: refusalOf(error, status), isSignedOut: error?.extensions?.code === 'UNAUTHENTICATED' };
}
