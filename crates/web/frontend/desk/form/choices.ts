// What the form offers to choose from: the region's words, venues and institutions.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AnyVariables, Client, TypedDocumentNode } from '@urql/core';
import { collator } from '../../hub/messages';
import {
  FormInstitutionsDocument,
  FormVenuesDocument,
  FormWordsDocument,
  type FormInstitutionsQuery,
  type FormVenuesQuery,
  type FormWordsQuery,
  type VocabularyScheme,
} from '../../../generated/graphql';

export type Venue = FormVenuesQuery['venues']['nodes'][number];
export type Institution = FormInstitutionsQuery['institutions']['nodes'][number];
export type Term = FormWordsQuery['vocabularies'][number]['terms'][number];

export interface Choices {
  terms: (scheme: VocabularyScheme) => Term[];
  initiatives: FormWordsQuery['initiatives'];
  municipalities: FormWordsQuery['municipalities'];
  venues: Venue[];
  institutions: Institution[];
}

const ChoicesContext = createContext<Choices | undefined>(undefined);
export const ChoicesProvider = ChoicesContext.Provider;

export function useChoices(): Choices {
  const choices = useContext(ChoicesContext);
  if (!choices) throw new Error('there are no choices yet');
  return choices;
}

/** An answer, or the error that came instead. */
export async function ask<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client.query(document, variables, { requestPolicy: 'network-only' }).toPromise();
  if (error || !data) throw error ?? new Error('no answer');
  return data;
}

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** All pages of a list. */
export async function all<T>(page: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo } = await page(after);
    found.push(...nodes);
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return found;
    after = pageInfo.endCursor;
  }
}

export async function choicesFor(client: Client): Promise<Choices> {
  const [words, venues, institutions] = await Promise.all([
    ask(client, FormWordsDocument, {}),
    all(async (after) => (await ask(client, FormVenuesDocument, { after })).venues),
    all(async (after) => (await ask(client, FormInstitutionsDocument, { after })).institutions),
  ]);
  const byName = (one: { name: string }, other: { name: string }) => collator.compare(one.name, other.name);
  return {
    terms: (scheme) => words.vocabularies.find((vocabulary) => vocabulary.scheme === scheme)?.terms ?? [],
    initiatives: words.initiatives,
    municipalities: words.municipalities,
    venues: venues.sort(byName),
    institutions: institutions.sort(byName),
  };
}
