import { faultOf } from '../hub/fault';
import { messages } from '../hub/messages';
import type { Rows } from './pages';
import { ActivityRow } from './row';

const words = messages.site;

/** What was found, soonest first. */
export function List({ rows }: { rows: Rows }) {
  return (
    <div aria-busy={rows.isBusy}>
      {rows.total === 0 && <p>{words.none}</p>}
      <ol class="list">
        {rows.rows.map((row) => (
          <ActivityRow key={row.id} row={row} />
        ))}
      </ol>
      {rows.error && (
        <p role="alert">
          {faultOf(rows.error)} <button type="button" class="plain" onClick={rows.retry}>{messages.common.retry}</button>
        </p>
      )}
      {rows.more && <button type="button" class="more" onClick={rows.more}>{words.more}</button>}
    </div>
  );
}
