import { Failed } from '../hub/failed';
import { faultOf } from '../hub/fault';
import { messages } from '../hub/messages';
import type { Rows } from './pages';
import { ActivityRow } from './row';

const words = messages.site;

/** What was found, in the order that is chosen. */
export function List({ rows }: { rows: Rows }) {
  return (
    <div aria-busy={rows.isBusy}>
      {rows.total === 0 && <p>{words.none}</p>}
      <ol class="list">
        {rows.rows.map((row) => (
          <ActivityRow key={row.id} row={row} />
        ))}
      </ol>
      {rows.moreError && <Failed fault={faultOf(rows.moreError)} onRetry={() => rows.more?.()} />}
      {rows.more && <button type="button" class="more" onClick={rows.more}>{words.more}</button>}
    </div>
  );
}
