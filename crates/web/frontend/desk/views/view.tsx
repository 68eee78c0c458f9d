import { useEffect, useRef, useState } from 'preact/hooks';
import { useMutation } from '@urql/preact';
import { faultOf } from '../../hub/fault';
import { messages, say } from '../../hub/messages';
import {
  SavedViewRemoveDocument, SavedViewUpdateDocument,
  type ActivityFilter, type SavedViewChoicesQuery, type SavedViewFragment,
} from '../../../generated/graphql';
import { Addresses } from './addresses';
import { addressOf } from '../../hub/filter';
import { asSentence } from '../sentence';
import { ViewForm, type Given } from './form';

const words = messages.desk.views;

interface Props {
  view: SavedViewFragment;
  choices?: SavedViewChoicesQuery;
  onBegin: () => void;
  /** Reads the list anew, and says what was done. */
  onDone: (said?: string) => void;
}

/** One view: what it shows, where it can be had, and what can be done with it. */
export function ViewOf({ view, choices, onBegin, onDone }: Props) {
  const [doing, setDoing] = useState<'nothing' | 'changing' | 'removing'>('nothing');
  const address = addressOf(view.filter as Record<string, unknown>);
  const item = useRef<HTMLLIElement>(null);
  function leave() {
    setDoing('nothing');
    requestAnimationFrame(() => item.current?.querySelector<HTMLElement>('.actions button')?.focus());
  }
  return (
    <li ref={item} data-view={view.id}>
      <h2>{view.name}</h2>
      <p class="facts">
        {address ? <a href={`/?view=${view.id}`}>{address}</a> : <code>{JSON.stringify(view.filter)}</code>}
        {view.keyName && ` · ${say(words.owner, { name: view.keyName })}`}
      </p>
      <Addresses view={view} />
      {doing === 'changing' && <Changing view={view} address={address} choices={choices} onBegin={onBegin} onDone={onDone} onLeave={leave} />}
      {doing === 'removing' && <Removing view={view} onBegin={onBegin} onDone={onDone} onLeave={leave} />}
      {doing === 'nothing' && (
        <p class="actions">
          <button type="button" class="plain" aria-label={`${words.change}: ${view.name}`} onClick={() => setDoing('changing')}>{words.change}</button>
          <button type="button" class="plain" aria-label={`${words.remove}: ${view.name}`} onClick={() => setDoing('removing')}>{words.remove}</button>
        </p>
      )}
    </li>
  );
}

interface DoingProps extends Props {
  onLeave: () => void;
}

function Changing({ view, address, choices, onBegin, onDone, onLeave }: DoingProps & { address?: string }) {
  const [given, setGiven] = useState<Given>({ name: view.name, address: address ?? '' });
  // The version that was seen when one began; it is taken anew once one was told of another.
  const [version, setVersion] = useState(view.version);
  const [fault, setFault] = useState<string>();
  const [{ fetching }, update] = useMutation(SavedViewUpdateDocument);
  useEffect(() => document.getElementById(`${view.id}-name`)?.focus(), []);

  async function save(name: string, filter: ActivityFilter | undefined) {
    onBegin();
    setFault(undefined);
    const { data, error } = await update({ id: view.id, version, input: filter ? { name, filter } : { name } });
    if (error) return setFault(faultOf(error));
    const wrong = data!.viewUpdate.userErrors;
    if (wrong.length === 0) {
      onLeave();
      return onDone(say(words.saved, { name }));
    }
    const isOutdated = wrong.some(({ code }) => code === 'OUTDATED_VERSION');
    setFault(isOutdated ? words.outdated : wrong.map(({ message }) => asSentence(message)).join(' '));
    if (isOutdated) onDone();
  }

  return (
    <>
      {view.version !== version && (
        <p role="status">
          {say(words.now, { name: view.name, filter: address ?? JSON.stringify(view.filter) })}{' '}
          <button type="button" class="plain" onClick={() => { setVersion(view.version); setFault(undefined); }}>{words.overwrite}</button>{' '}
          <button type="button" class="plain" onClick={onLeave}>{words.keepTheirs}</button>
        </p>
      )}
      <ViewForm
        id={view.id}
        given={given}
        hasAddress={address !== undefined}
        choices={choices}
        submit={words.save}
        fault={fault}
        isBusy={fetching}
        onChange={setGiven}
        onSave={(name, filter) => void save(name, filter)}
        onLeave={onLeave}
      />
    </>
  );
}

function Removing({ view, onBegin, onDone, onLeave }: DoingProps) {
  const [fault, setFault] = useState<string>();
  const [{ fetching }, remove] = useMutation(SavedViewRemoveDocument);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function go() {
    onBegin();
    const { data, error } = await remove({ id: view.id });
    const wrong = error ? faultOf(error) : data!.viewRemove.userErrors[0]?.message;
    if (wrong) return setFault(asSentence(wrong));
    onDone(say(words.removed, { name: view.name }));
  }

  return (
    <div role="group" aria-label={`${words.remove}: ${view.name}`} class="asked">
      <p>{say(words.sure, { name: view.name })}</p>
      {fault && <p role="alert" class="mark">{fault}</p>}
      <p class="actions">
        <button type="button" class="fitting" ref={first} disabled={fetching} onClick={() => void go()}>{words.yes}</button>
        <button type="button" class="plain" onClick={onLeave}>{words.leave}</button>
      </p>
    </div>
  );
}
