import { messages, number, say } from '../hub/messages';
import type { Region, Scope } from './scope';
import type { Week, Weeks } from './weeks';

const words = messages.dashboard;
const COLUMN = 40;
const HEIGHT = 74;
const ABOVE = 16;
const BELOW = 16;

interface Series {
  name: string;
  counts: number[];
  isChosen?: boolean;
}

/** How much takes place each week: of all, and of each initiative. */
export function WeeksPanel({ weeks, region, scope }: { weeks: Weeks | undefined; region: Region; scope: Scope }) {
  return (
    <section class="panel weeks">
      <h2>{words.byWeek}</h2>
      {weeks ? <Charts weeks={weeks.weeks} region={region} scope={scope} /> : <p>{messages.common.loading}</p>}
    </section>
  );
}

function Charts({ weeks, region, scope }: { weeks: Week[]; region: Region; scope: Scope }) {
  const all: Series = { name: words.all, counts: weeks.map(({ activities }) => activities) };
  const ofInitiatives: Series[] = region.initiatives.map(({ id, name }) => ({
    name,
    counts: weeks.map(({ initiatives }) => initiatives.get(id) ?? 0),
    isChosen: scope.initiatives.includes(id),
  }));
  // Of one initiative the whole is that one.
  const isWhole = scope.initiatives.length !== 1;
  // Initiatives are compared with each other, so they share a scale.
  const most = Math.max(1, ...ofInitiatives.flatMap(({ counts }) => counts));
  return (
    <>
      {isWhole && <Chart series={all} weeks={weeks} most={Math.max(1, ...all.counts)} />}
      {ofInitiatives.map((series) => <Chart key={series.name} series={series} weeks={weeks} most={most} />)}
      <Numbers series={isWhole ? [all, ...ofInitiatives] : ofInitiatives} weeks={weeks} />
    </>
  );
}

/** One picture of bars. The numbers are a table for who does not see it. */
function Chart({ series, weeks, most }: { series: Series; weeks: Week[]; most: number }) {
  return (
    <div class="chart" aria-hidden="true">
      <p>{series.isChosen ? <strong>{series.name}</strong> : series.name}</p>
      <svg viewBox={`0 0 ${COLUMN * weeks.length} ${ABOVE + HEIGHT + BELOW}`}>
        {series.counts.map((count, place) => {
          const height = (HEIGHT * count) / most;
          const middle = COLUMN * (place + 0.5);
          return (
            <g key={place}>
              <rect class="bar" x={middle - 14} y={ABOVE + HEIGHT - height} width="28" height={height} />
              <text x={middle} y={ABOVE + HEIGHT - height - 4}>{number.format(count)}</text>
              <text class="of-axis" x={middle} y={ABOVE + HEIGHT + 13}>{say(words.weekShort, { week: weeks[place]!.number })}</text>
            </g>
          );
        })}
        <line class="axis" x1="0" x2={COLUMN * weeks.length} y1={ABOVE + HEIGHT} y2={ABOVE + HEIGHT} />
      </svg>
    </div>
  );
}

function Numbers({ series, weeks }: { series: Series[]; weeks: Week[] }) {
  return (
    <div class="unseen">
      <table>
        <caption>{words.byWeek}</caption>
        <thead>
          <tr>
            <th scope="col">{words.week}</th>
            {series.map(({ name }) => <th key={name} scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, place) => (
            <tr key={week.monday}>
              <th scope="row">{week.number}</th>
              {series.map(({ name, counts }) => <td key={name}>{number.format(counts[place]!)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
