// What the page carries for its scripts.
import type { GraphiQLProps } from 'graphiql';

type Definition = NonNullable<GraphiQLProps['defaultTabs']>[number];

/** A tab as the server writes it. GraphiQL names tabs by their operations. */
interface Tab {
  query: string;
  variables: string;
  headers: Record<string, string>;
}

const { endpoint, tabs }: { endpoint: string; tabs: Tab[] } = JSON.parse(document.getElementById('settings')!.textContent!);

export const settings = { endpoint, tabs: tabs.map(definition) };

function definition({ query, variables, headers }: Tab): Definition {
  const some = Object.keys(headers).length > 0;
  return { query, variables: variables || null, headers: some ? JSON.stringify(headers, null, 2) : null };
}
