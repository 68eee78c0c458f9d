import { locale, messages, number, say } from '../hub/messages';
import type { Region, Scope } from './scope';
import type { Counts } from './socket';
import type { Weeks } from './weeks';

const words = messages.dashboard;
const UNKNOWN = '…';
const percent = new Intl.NumberFormat(locale, { style: 'percent' });

/** The numbers that are read from afar. */
export function Figures({ counts, weeks }: { counts: Counts | undefined; weeks: Weeks | undefined }) {
  const figures = [
    { label: words.figures.upcoming, count: counts?.activities },
    { label: words.figures.today, count: weeks?.today },
    { label: words.figures.week, count: weeks?.weeks[0]?.activities },
  ];
  return (
    <dl class="figures">
      {figures.map(({ label, count }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{count === undefined ? UNKNOWN : number.format(count)}</dd>
        </div>
      ))}
      <Borders counts={counts} />
    </dl>
  );
}

/** How large a share crosses a border, as a number and as a ring. */
function Borders({ counts }: { counts: Counts | undefined }) {
  const { crossingBorders = 0, activities = 0 } = counts ?? {};
  const share = activities ? crossingBorders / activities : 0;
  // A radius that makes the ring a hundred long.
  const ring = { cx: 21, cy: 21, r: 100 / (2 * Math.PI), fill: 'none', 'stroke-width': 8 };
  const told = { count: number.format(crossingBorders), all: number.format(activities) };
  return (
    <div class="borders">
      <dt>{counts ? say(words.figures.crossing, told) : words.figures.borders}</dt>
      <dd>
        {counts ? percent.format(share) : UNKNOWN}{' '}
        <svg viewBox="0 0 42 42" aria-hidden="true">
          <circle class="rest-of-ring" {...ring} />
          <circle class="part-of-ring" {...ring} stroke-dasharray={`${100 * share} 100`} transform="rotate(-90 21 21)" />
        </svg>
      </dd>
    </div>
  );
}

interface Props {
  counts: Counts | undefined;
  region: Region;
  scope: Scope;
}

/** How many lie ahead, by initiative and by municipality; what the wall is about stands beside the others. */
export function CountsPanel({ counts, region, scope }: Props) {
  if (!counts) return <section class="panel">{messages.common.loading}</section>;
  const ofInitiative = new Map(counts.initiatives.map(({ count, initiative }) => [initiative.id, count]));
  const ofMunicipality = new Map(counts.municipalities.map(({ count, municipality }) => [municipality.code, count]));
  const initiatives = region.initiatives.map(({ id, name }) => ({ id, name, count: ofInitiative.get(id) ?? 0 }));
  const municipalities = region.municipalities.map(({ code, name }) => ({ id: code, name, count: ofMunicipality.get(code) ?? 0 }));
  return (
    <section class="panel">
      <Bars title={words.byInitiative} bars={initiatives} chosen={scope.initiatives} />
      <Bars title={words.byMunicipality} bars={municipalities} chosen={scope.municipalities} />
    </section>
  );
}

interface Bar {
  id: string;
  name: string;
  count: number;
}

function Bars({ title, bars, chosen }: { title: string; bars: Bar[]; chosen: string[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <>
      <h2>{title}</h2>
      <table class={chosen.length ? 'bars has-chosen' : 'bars'}>
        <caption class="unseen">{title}</caption>
        <tbody>
          {bars.map(({ id, name, count }) => (
            <tr key={id} aria-current={chosen.includes(id) ? 'true' : undefined}>
              <th scope="row">{name}</th>
              <td>
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="bar" width={(100 * count) / most} height="10" />
                </svg>
                {number.format(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
