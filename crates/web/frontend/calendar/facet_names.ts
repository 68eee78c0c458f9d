// The names of what is chosen and was not found: the hub tells a facet only what has matches.
import { FacetNamesDocument, type FacetNamesQuery } from '../../generated/graphql';
import { useAsk } from './ask';

interface Named {
  value: string;
  name: string;
}

/** Tells the name of a value of a facet, once it is needed; else the value. */
export function useNames(isNeeded: boolean): (facet: string, value: string) => string {
  const { data } = useAsk(FacetNamesDocument, isNeeded ? {} : undefined);
  const known = data ? namesOf(data) : {};
  return (facet, value) => known[facet]?.find((named) => named.value === value)?.name ?? value;
}

function namesOf({ municipalities, initiatives, vocabularies }: FacetNamesQuery): Record<string, Named[]> {
  const terms = vocabularies.map(({ scheme, terms }) => [scheme.toLowerCase(), terms.map(({ code, name }) => ({ value: code, name }))]);
  return {
    municipality: municipalities.map(({ code, name }) => ({ value: code, name })),
    initiative: initiatives.map(({ id, name }) => ({ value: id, name })),
    ...Object.fromEntries(terms),
  };
}
