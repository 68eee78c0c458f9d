// What waits for an editor: the list, or one of it.
import { useEffect, useState } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages, say } from '../../hub/messages';
import { time } from '../../hub/time';
import { go } from '../route';
import { useSession } from '../session';
import { Item } from './item';
import { List, type Focus } from './list';
import { MunicipalityChoice } from './municipality';
import './queue.css';
import { useWaiting } from './waiting';

const words = messages.desk.queue;

export function Queue({ id }: { id?: string }) {
  const { viewer } = useSession();
  const [municipality, setMunicipality] = useState<string>();
  const [said, setSaid] = useState('');
  const [focus, setFocus] = useState<Focus>();
  const waiting = useWaiting(municipality, ({ activity }) => setSaid(say(words.entered, { title: activity.title })));
  const { items, fault, connection, more, remove, retry } = waiting;
  const item = items?.find(({ activity }) => activity.id === id);

  // Whoever comes by an address sees also what stands on a later page.
  useEffect(() => {
    if (id && items && !item && waiting.next !== undefined) void more();
  }, [id, items, item]);

  // Back from an item, one goes on where it stands.
  useEffect(() => {
    if (!id) return;
    setSaid('');
    setFocus({ id });
  }, [id]);

  function done(activity: string, what: string) {
    const place = items?.findIndex((one) => one.activity.id === activity) ?? -1;
    const following = items?.[place + 1] ?? items?.[place - 1];
    setSaid(what);
    setFocus({ id: following?.activity.id });
    remove(activity);
    go('queue');
  }

  return (
    <div class="queue">
      <p role="status" class="said">{said}</p>
      {!connection.live && <p class="mark">{say(words.notLive, { time: time(connection.since) })}</p>}
      {fault && <Failed fault={fault} onRetry={retry} />}
      {id ? (
        <Item key={id} id={id} item={item} onDone={(what) => done(id, what)} />
      ) : (
        <>
          {viewer.role === 'SECRETARIAT' && <MunicipalityChoice chosen={municipality} onChoose={setMunicipality} />}
          <List waiting={waiting} focus={focus} onMore={more} />
        </>
      )}
    </div>
  );
}
