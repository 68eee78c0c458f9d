import { DayDocument, MonthDocument, type ActivityFilter } from '../../generated/graphql';
import { faultOf } from '../hub/fault';
import { counted, messages, number, say } from '../hub/messages';
import { langOf, pageOf } from '../hub/page';
import { Place } from '../hub/place';
import { day as dayName, hours, isDay, isoDay, later, mondayOf, month as monthName, noon, weekdays } from '../hub/time';
import { link, type Address } from './address';
import { useAsk } from './ask';
import { Mark } from './row';
import { firstDay, onDay } from './state';

const words = messages.calendar;

/** The first day of the month that is so many months away. */
function monthFrom(iso: string, months: number): string {
  const moved = noon(`${iso.slice(0, 7)}-01`);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved.toISOString().slice(0, 10);
}

/** The weeks of a month, from Monday to Sunday, as ISO days. */
function weeksOf(first: string): string[][] {
  const last = later(monthFrom(first, 1), -1);
  const mondays = [0, 7, 14, 21, 28, 35].map((days) => later(mondayOf(first), days)).filter((monday) => monday <= last);
  return mondays.map((monday) => Array.from({ length: 7 }, (_, days) => later(monday, days)));
}

/** A month with how much takes place each day, and what that is on the chosen one. */
export function Month({ filter, address }: { filter: ActivityFilter | undefined; address: Address }) {
  const asked = address.chosen.get('day');
  const chosen = asked && isDay(asked) ? asked : firstDay(filter ?? {}, isoDay(new Date()));
  const first = monthFrom(chosen, 0);
  const weeks = weeksOf(first);
  const range = { from: weeks[0]![0]!, to: weeks.at(-1)![6]! };
  const found = useAsk(MonthDocument, filter && { filter, ...range });
  const counts = new Map(found.data?.calendar.map(({ date, activities }) => [date, activities]));
  const step = (months: number) => {
    const day = monthFrom(first, months);
    return isDay(day) && (
      <a class="button" href={address.with({ day })} onClick={link(() => address.choose({ day }))}>
        {months < 0 ? `‹ ${monthName(noon(day))}` : `${monthName(noon(day))} ›`}
      </a>
    );
  };
  return (
    <section aria-busy={found.isBusy} aria-label={monthName(noon(first))}>
      <div class="months">
        {step(-1)}
        <h2>{monthName(noon(first))}</h2>
        {step(1)}
      </div>
      {found.error && <p role="alert">{faultOf(found.error)}</p>}
      <table class="month">
        <thead>
          <tr>
            {weekdays.map(({ short, long }) => (
              <th key={long} scope="col"><abbr title={long}>{short}</abbr></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Cell key={day} day={day} count={counts.get(day) ?? 0} isOther={monthFrom(day, 0) !== first} isChosen={day === chosen} address={address} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Day day={chosen} filter={filter} />
    </section>
  );
}

interface CellProps {
  day: string;
  count: number;
  isOther: boolean;
  isChosen: boolean;
  address: Address;
}

function Cell({ day, count, isOther, isChosen, address }: CellProps) {
  const name = `${dayName(noon(day))}: ${counted(words.count, count)}`;
  return (
    <td class={isOther ? 'other' : undefined}>
      <a
        href={address.with({ day })}
        aria-current={isChosen ? 'date' : undefined}
        onClick={link(() => address.choose({ day }))}
      >
        <span class="date" aria-hidden="true">{Number(day.slice(8))}</span>
        {count > 0 && <span class="count" aria-hidden="true">{number.format(count)}</span>}
        <span class="unseen">{name}</span>
      </a>
    </td>
  );
}

/** What takes place on a day. */
function Day({ day, filter }: { day: string; filter: ActivityFilter | undefined }) {
  const asked = filter && onDay(filter, day);
  const found = useAsk(DayDocument, asked && { filter: asked });
  const isOutside = filter !== undefined && asked === undefined;
  const list = isOutside ? { nodes: [], totalCount: 0 } : found.data?.occurrences;
  const rows = list?.nodes ?? [];
  return (
    <section aria-busy={found.isBusy && !isOutside} aria-live="polite">
      <h3>{dayName(noon(day))}</h3>
      {found.error && <p role="alert">{faultOf(found.error)}</p>}
      {list && rows.length === 0 && <p>{words.nothingThen}</p>}
      <ul class="list">
        {rows.map((row) => (
          <li key={row.id}>
            <span class="time">{hours(row) || words.allDay} </span>
            <a lang={langOf(row.activity.textLanguage)} href={pageOf(row.activity.id)}><bdi>{row.activity.title}</bdi></a>
            <Mark activity={row.activity} occurrence={row} />
            {row.place && <span class="place"> · <Place place={row.place} /></span>}
          </li>
        ))}
      </ul>
      {list && list.totalCount > rows.length && (
        <p>{say(words.only, { shown: rows.length, count: number.format(list.totalCount) })}</p>
      )}
    </section>
  );
}
