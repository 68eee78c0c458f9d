// What the page carries for its scripts.
import type { GraphiQLProps } from 'graphiql';

type Definition = NonNullable<GraphiQLProps['defaultTabs']>[number];

/** A tab as the server writes it. GraphiQL names tabs by their operations. */
interface Tab {
  query: string;
  variables: string;
}

const { endpoint, tabs }: { endpoint: string; tabs: Tab[] } = JSON.parse(document.getElementById('settings')!.textContent!);

export const settings = { endpoint, tabs: tabs.map(definition) };

function definition({ query, variables }: Tab): Definition {
  return { query, variables: variables || null };
}
