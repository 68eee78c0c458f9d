import { useEffect } from 'preact/hooks';
import { ViewFilterDocument, type ActivityFilter, type ActivityOrder } from '../../generated/graphql';
import { Failed } from '../hub/failed';
import { faultOf } from '../hub/fault';
import { counted, messages } from '../hub/messages';
import { link, useAddress, type Address } from './address';
import { useAsk } from './ask';
import { Filters } from './filters';
import { List } from './list';
import { ActivityMap } from './map';
import { Month } from './month';
import { useRows } from './pages';
import { chosenFilter, feedOf, filterAddress, isReversed, orderOf, shownOf, type Shown } from './state';

const words = messages.calendar;
const SHOWN: Shown[] = ['list', 'month', 'map'];

/** The calendar. `onReady` is called when there is something to see in place of what the server wrote. */
export function Calendar({ onReady }: { onReady: () => void }) {
  const address = useAddress();
  const { chosen } = address;
  const id = chosen.get('view');
  const view = useAsk(ViewFilterDocument, id ? { id } : undefined);
  const saved = id ? (view.data?.view?.filter as ActivityFilter | undefined) : undefined;
  const reversed = isReversed(chosen);
  const filter = id ? saved : reversed ? undefined : chosenFilter(chosen);
  const rows = useRows(filter && { filter, order: orderOf(chosen) });
  const isReady = reversed || rows.total !== undefined || rows.error !== undefined || view.error !== undefined || view.data?.view === null;
  useEffect(() => {
    if (isReady) onReady();
  }, [isReady]);
  if (!isReady) return null;

  const shown = shownOf(chosen);
  const failure = view.error ?? rows.error;
  // What was found before is no answer to what the hub refuses; over a lost connection it is better than nothing.
  const isRefused = reversed || (failure !== undefined && !failure.networkError);
  return (
    <>
      <h1>{messages.site.claim}</h1>
      {id ? <Saved name={view.data?.view?.name} /> : <Filters filter={filter} address={address} />}
      <div class="results">
        <Switch shown={shown} address={address} />
        <p class="found" role="status">{!isRefused && rows.total !== undefined && counted(words.count, rows.total)}</p>
        {reversed && <p role="alert" class="mark" tabIndex={-1}>{messages.site.wrongOrder}</p>}
        {!reversed && failure && <Failed fault={faultOf(failure)} onRetry={view.error ? view.retry : rows.retry} />}
        {!isRefused && (
          <>
            {shown === 'list' && <Order address={address} />}
            {shown === 'list' && <List rows={rows} />}
            {shown === 'month' && <Month filter={filter} address={address} />}
            {shown === 'map' && <ActivityMap filter={filter} />}
            <Elsewhere address={address} />
          </>
        )}
      </div>
    </>
  );
}

/** A saved view is shown as it is: who wants something else begins anew. */
function Saved({ name }: { name: string | undefined }) {
  return (
    <p class="filters">
      <bdi>{name ?? messages.site.notFoundWhy}</bdi> · <a href={`/?lang=${messages.site.code}`}>{messages.site.all}</a>
    </p>
  );
}

function Switch({ shown, address }: { shown: Shown; address: Address }) {
  return (
    <nav class="switch" aria-label={words.show.label}>
      {SHOWN.map((one) => {
        const changes = { show: one === 'list' ? '' : one };
        return (
          <a key={one} href={address.with(changes)} aria-current={one === shown ? 'page' : undefined} onClick={link(() => address.choose(changes))}>
            {words.show[one]}
          </a>
        );
      })}
    </nav>
  );
}

/** What comes first; nearness and likeness only where there is something to be near or like to. */
function Order({ address: { chosen, choose } }: { address: Address }) {
  const orders: ActivityOrder[] = ['NEXT_START', 'NEWEST', 'TITLE'];
  if (chosen.get('near')) orders.push('DISTANCE');
  if (chosen.get('text')) orders.push('RELEVANCE');
  return (
    <label class="order">
      <span>{words.order.label}</span>
      <select value={orderOf(chosen)} onChange={(event) => choose({ order: event.currentTarget.value.toLowerCase() })}>
        {orders.map((order) => (
          <option key={order} value={order}>{words.order[order]}</option>
        ))}
      </select>
    </label>
  );
}

/** The same results in one's own calendar, reader or page. */
function Elsewhere({ address: { chosen } }: { address: Address }) {
  const filter = filterAddress(chosen);
  const escaped = filter.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return (
    <>
      <p>
        <a href={feedOf(chosen, 'ics')}>{messages.site.calendarFile}</a> · <a href={feedOf(chosen, 'atom')}>{messages.site.news}</a>
      </p>
      <details>
        <summary>{messages.site.embed}</summary>
        <code>{`<script src="${location.origin}/embed.js" data-filter="${escaped}"></script>`}</code>
      </details>
    </>
  );
}
