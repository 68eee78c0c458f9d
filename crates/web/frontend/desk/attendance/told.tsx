// Figures as they were reported, in words.
import { messages, number, say } from '../../hub/messages';
import { shortDay, time } from '../../hub/time';
import type { ReportedAttendanceFragment, ReportedFiguresFragment } from '../../../generated/graphql';

const words = messages.desk.attendance;

interface Count {
  count?: number | null;
  withheld: boolean;
}

interface Mean {
  mean?: number | null;
  n?: number | null;
  withheld: boolean;
}

/** All versions of the figures, the newest first. */
export function Versions({ attendance }: { attendance: ReportedAttendanceFragment }) {
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">{words.versions}</h2>
      <ol class="list" reversed>
        {attendance.versions.map(({ version, at, authorName, institution, reason, figures }) => (
          <li key={version}>
            <p class="facts">
              {say(words.version, { version, when: `${shortDay(at)} ${time(at)}`, name: [authorName, institution?.name].filter(Boolean).join(', ') })}
            </p>
            {reason && <p>{say(words.because, { reason })}</p>}
            <Told figures={figures} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Told({ figures }: { figures: ReportedFiguresFragment }) {
  const rows: [string, string][] = [
    ...row(words.total, figures.total),
    ...row(words.firstTime, figures.firstTime),
    ...figures.byAge.flatMap((one) => row(words.bands[one.band], one)),
    ...figures.byMunicipality.flatMap((one) => row(one.municipality?.name ?? words.outside, one)),
    ...row(words.enrolled, figures.enrolled),
    ...row(words.completed, figures.completed),
    ...meanRow(words.who5Before, figures.who5Before),
    ...meanRow(words.who5After, figures.who5After),
  ];
  return <dl>{rows.map(([name, said]) => [<dt>{name}</dt>, <dd>{said}</dd>])}</dl>;
}

function row(name: string, count?: Count | null): [string, string][] {
  return count ? [[name, told(count)]] : [];
}

export const told = ({ count, withheld }: Count) => (withheld || count == null ? words.withheld : number.format(count));

function meanRow(name: string, who5?: Mean | null): [string, string][] {
  if (!who5) return [];
  if (who5.withheld || who5.mean == null) return [[name, words.withheld]];
  return [[name, say(words.meanOf, { mean: number.format(who5.mean), n: number.format(who5.n ?? 0) })]];
}
