// What the form offers to choose from: the region's words, venues and institutions.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from '@urql/core';
import { allPages, ask } from '../../hub/answer';
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

export async function choicesFor(client: Client): Promise<Choices> {
  const [words, venues, institutions] = await Promise.all([
    ask(client, FormWordsDocument, {}),
    allPages(async (after) => (await ask(client, FormVenuesDocument, { after })).venues),
    allPages(async (after) => (await ask(client, FormInstitutionsDocument, { after })).institutions),
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
