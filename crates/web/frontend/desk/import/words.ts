// What cells may name: terms, venues, institutions, initiatives and municipalities, by name or by what the hub calls them.
import type { Client } from '@urql/core';
import { ImportInstitutionsDocument, ImportVenuesDocument, ImportWordsDocument } from '../../../generated/graphql';
import { allPages, ask } from '../../hub/answer';
import { folded, type Field } from './field';

export interface Named {
  /** Its code or id. */
  code: string;
  name: string;
}

/** What one field may name. */
export interface Names {
  all: Named[];
  /** By folded name or code; several where a name is not of one alone. */
  found: Map<string, Set<string>>;
}

export type NamingField = 'categories' | 'audiences' | 'languages' | 'venue' | 'institution' | 'partners' | 'initiatives' | 'municipality';
export type Words = Record<NamingField, Names>;

export const isNaming = (field: Field, words: Words): field is NamingField => field in words;

function names(all: Named[], ...others: Named[][]): Names {
  const found = new Map<string, Set<string>>();
  const add = (name: string, code: string) => {
    const key = folded(name);
    if (key !== '') found.set(key, (found.get(key) ?? new Set()).add(code));
  };
  for (const { code, name } of [...all, ...others.flat()]) add(name, code);
  // What something is called by the hub is that and nothing else.
  for (const { code } of all) found.set(folded(code), new Set([code]));
  return { all, found };
}

/** Asks for all of them; throws why they could not be had. `municipality` is that of an editor. */
export async function readWords(client: Client, municipality?: string): Promise<Words> {
  const [data, venues, institutions] = await Promise.all([
    ask(client, ImportWordsDocument, {}),
    allPages(async (after) => (await ask(client, ImportVenuesDocument, { after })).venues),
    allPages(async (after) => (await ask(client, ImportInstitutionsDocument, { after })).institutions),
  ]);
  const terms = (scheme: string) => {
    const terms = data.vocabularies.find((vocabulary) => vocabulary.scheme === scheme)?.terms ?? [];
    return names(terms, terms.map(({ code, danish }) => ({ code, name: danish })), terms.map(({ code, english }) => ({ code, name: english })));
  };
  const byId = <Node extends { id: string; name: string }>(nodes: Node[]) => nodes.map(({ id, name }) => ({ code: id, name }));
  const own = institutions.filter((institution) => !municipality || institution.municipality?.code === municipality);
  const initiatives = byId(data.initiatives);
  return {
    categories: terms('CATEGORY'),
    audiences: terms('AUDIENCE'),
    languages: terms('LANGUAGE'),
    venue: names(byId(venues)),
    institution: names(byId(own)),
    partners: names(byId(institutions)),
    initiatives: names(
      initiatives,
      data.initiatives.map(({ id, danish }) => ({ code: id, name: danish })),
      data.initiatives.map(({ id, english }) => ({ code: id, name: english })),
    ),
    municipality: names(data.municipalities),
  };
}
