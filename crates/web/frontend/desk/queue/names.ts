// What ids and codes in the values of fields are called.
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session';
import { ReviewNamesDocument, type ReviewNamesQuery, type VocabularyScheme } from '../../../generated/graphql';

/** As many as the hub tells at once. */
const MOST = 100;

export interface Picture {
  url: string;
  alt: string;
}

export interface Names {
  /** The name of an institution, initiative or venue. */
  of(id: string): string;
  picture(id: string): Picture | undefined;
  term(scheme: VocabularyScheme, code: string): string;
  track(code: string): string;
  municipality(code: string): string;
}

/** The names of what these values of fields mention; codes stand for themselves until they are known. */
export function useNames(values: unknown[]): Names {
  const { client } = useSession();
  const [found, setFound] = useState<ReviewNamesQuery>();
  const ids = [...new Set(values.flatMap(mentioned))].slice(0, MOST);

  useEffect(() => {
    let isOver = false;
    const asked = client.query(ReviewNamesDocument, { ids }).toPromise();
    void asked.then(({ data }) => !isOver && data && setFound(data));
    return () => {
      isOver = true;
    };
  }, [client, ids.join()]);

  return namesOf(found);
}

function namesOf(found?: ReviewNamesQuery): Names {
  const nodes = (found?.nodes ?? []).filter((node) => node !== null && 'id' in node);
  const tracks = nodes.flatMap((node) => ('tracks' in node ? node.tracks : []));
  const vocabulary = (scheme: VocabularyScheme) => found?.vocabularies.find((one) => one.scheme === scheme)?.terms ?? [];
  const named = (list: { code: string; name: string }[], code: string) => list.find((one) => one.code === code)?.name ?? code;
  return {
    of: (id) => nodes.flatMap((node) => (node.id === id && 'name' in node ? [node.name] : []))[0] ?? id,
    picture: (id) => nodes.flatMap((node) => (node.id === id && 'url' in node ? [node] : []))[0],
    term: (scheme, code) => named(vocabulary(scheme), code),
    track: (code) => named(tracks, code),
    municipality: (code) => named(found?.municipalities ?? [], code),
  };
}

function mentioned(value: unknown): string[] {
  if (typeof value === 'string') return isNamed(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(mentioned);
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(mentioned);
}

const isNamed = (value: string) => /^(image|initiative|institution|venue)_[\w-]+$/.test(value);
