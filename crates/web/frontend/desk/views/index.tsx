import { useRef, useState } from 'preact/hooks';
import { useMutation, useQuery } from '@urql/preact';
import { Failed } from '../../hub/failed';
import { faultOf } from '../../hub/fault';
import { messages, say } from '../../hub/messages';
import { SavedViewAddDocument, SavedViewChoicesDocument, SavedViewsDocument, type ActivityFilter } from '../../../generated/graphql';
import { asSentence } from '../sentence';
import { ViewForm, type Given } from './form';
import { ViewOf } from './view';
import './views.css';

const words = messages.desk.views;
const EMPTY: Given = { name: '', address: '/' };

/** Saved filters: a list of one's own, with their addresses. */
export function Views() {
  const [after, setAfter] = useState<string | null>();
  const [{ data, error }, readAgain] = useQuery({ query: SavedViewsDocument, variables: { after }, requestPolicy: 'network-only' });
  // What was read stays while it is read anew, and with it what somebody writes in it.
  const known = useRef(data);
  known.current = data ?? known.current;
  const page = known.current?.views;
  const [{ data: choices }] = useQuery({ query: SavedViewChoicesDocument });
  const [said, setSaid] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);

  // What was said before is not about what is tried now.
  const begin = () => setSaid(undefined);

  function done(said?: string) {
    setSaid(said);
    readAgain({ requestPolicy: 'network-only' });
    // What was clicked is gone.
    if (said) heading.current?.focus();
  }

  return (
    <div class="views">
      <h1 tabIndex={-1} ref={heading}>{messages.desk.tabs.views}</h1>
      <p>{words.intro}</p>
      <p role="status">{said}</p>
      {error && <Failed fault={faultOf(error)} onRetry={readAgain} />}
      {!page && !error && <p role="status">{messages.common.loading}</p>}
      {page?.nodes.length === 0 && <p>{words.none}</p>}
      <ul class="list">
        {page?.nodes.map((view) => <ViewOf key={view.id} view={view} choices={choices} onBegin={begin} onDone={done} />)}
      </ul>
      <p class="actions">
        {after && <button type="button" class="plain" onClick={() => setAfter(undefined)}>{words.first}</button>}
        {page?.pageInfo.hasNextPage && (
          <button type="button" class="plain" onClick={() => setAfter(page.pageInfo.endCursor)}>{words.more}</button>
        )}
      </p>
      <Adding choices={choices} onBegin={begin} onDone={done} />
    </div>
  );
}

interface AddingProps {
  choices?: Parameters<typeof ViewForm>[0]['choices'];
  onBegin: () => void;
  onDone: (said: string) => void;
}

function Adding({ choices, onBegin, onDone }: AddingProps) {
  const [given, setGiven] = useState(EMPTY);
  const [fault, setFault] = useState<string>();
  const [{ fetching }, add] = useMutation(SavedViewAddDocument);

  async function save(name: string, filter: ActivityFilter | undefined) {
    onBegin();
    setFault(undefined);
    const { data, error } = await add({ input: { name, filter: filter ?? {} } });
    if (error) return setFault(faultOf(error));
    const wrong = data!.viewAdd.userErrors;
    if (wrong.length > 0) return setFault(wrong.map(({ message }) => asSentence(message)).join(' '));
    setGiven(EMPTY);
    onDone(say(words.saved, { name }));
  }

  return (
    <section aria-labelledby="view-add">
      <h2 id="view-add">{words.add}</h2>
      <ViewForm
        id="new-view"
        given={given}
        hasAddress
        choices={choices}
        submit={words.save}
        fault={fault}
        isBusy={fetching}
        onChange={setGiven}
        onSave={(name, filter) => void save(name, filter)}
      />
    </section>
  );
}
