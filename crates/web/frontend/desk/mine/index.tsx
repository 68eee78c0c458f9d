import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages, say } from '../../hub/messages';
import type { ActivityStatus } from '../../../generated/graphql';
import { news } from '../news';
import { useSession } from '../session';
import { STATUSES, useMine } from './list';
import { MineRow } from './row';
import './mine.css';

const words = messages.desk.mine;
/** How long one may stop between two letters. */
const PATIENCE_MS = 300;

/** The activities of one's institution, of one's municipality, or for the secretariat of all. */
export function Mine() {
  const { institution, municipality } = useSession().viewer;
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [status, setStatus] = useState<ActivityStatus | ''>('');
  useEffect(() => {
    const waiting = setTimeout(() => setText(typed.trim()), PATIENCE_MS);
    return () => clearTimeout(waiting);
  }, [typed]);
  const { shown, fault, more, again } = useMine({ ...(text && { text }), ...(status && { status: [status] }) });
  const heading = useRef<HTMLHeadingElement>(null);
  const [said] = useState(news);
  useEffect(() => {
    if (said) heading.current?.focus();
  }, []);
  const title = institution ? words.title : municipality ? words.titleEditor : words.titleAll;
  return (
    <div class="mine">
      <h1 tabIndex={-1} ref={heading}>{title}</h1>
      {said && <p class="said">{said}</p>}
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          <span>{words.search}</span>
          <input type="search" placeholder={words.text} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <label>
          <span>{words.status}</span>
          <select value={status} onChange={(event) => setStatus(event.currentTarget.value as ActivityStatus | '')}>
            <option value="">{words.all}</option>
            {STATUSES.map((status) => <option key={status} value={status}>{messages.desk.form.statuses[status]}</option>)}
          </select>
        </label>
      </form>
      {fault && <Failed fault={fault} onRetry={again} />}
      <p role="status">{shown ? counted(shown.total) : messages.common.loading}</p>
      <ol class="list">
        {shown?.rows.map((row) => <MineRow key={row.id} row={row} namesInstitution={!institution} />)}
      </ol>
      {shown?.hasMore && <button type="button" class="plain" onClick={more}>{words.more}</button>}
    </div>
  );
}

function counted(count: number): string {
  if (count === 0) return words.none;
  return count === 1 ? words.one : say(words.count, { count });
}
