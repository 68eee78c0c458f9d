import { messages, say } from '../../hub/messages';
import type { SavedViewFragment } from '../../../generated/graphql';
import { Copied } from './copied';

const words = messages.desk.views;
const ENDS = ['ics', 'atom', 'json', 'jsonld', 'ndjson', 'csv'] as const;

/** Where a view can be had, each address to be copied. */
export function Addresses({ view }: { view: SavedViewFragment }) {
  const { origin } = location;
  const rows: [string, string][] = [
    [words.page, `${origin}/?view=${view.id}`],
    ...ENDS.map((end): [string, string] => [words.feeds[end], `${origin}${view.path}.${end}`]),
    [words.embed, `<script src="${origin}/embed.js" data-filter="view=${view.id}"></script>`],
    [words.graphql, `activities(view: "${view.id}")`],
  ];
  return (
    <details>
      <summary>{say(words.addresses, { name: view.name })}</summary>
      {rows.map(([label, text]) => <Copied key={label} label={label} of={view.name} text={text} />)}
    </details>
  );
}
