// What has no figures yet, and what was reported last.
import { useEffect, useState } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages, number, say } from '../../hub/messages';
import { faultOf } from '../../hub/fault';
import { span, shortDay } from '../../hub/time';
import { to } from '../route';
import { ownFilter } from '../mine/list';
import { useSession } from '../session';
import { told } from './told';
import {
  AttendanceMissingDocument,
  AttendanceReportedDocument,
  type AttendanceMissingQuery,
  type AttendanceReportedQuery,
  type HeldOccurrenceFragment,
} from '../../../generated/graphql';

const words = messages.desk.attendance;
type Page = AttendanceMissingQuery['attendanceMissing'];
type Reported = AttendanceReportedQuery['occurrences']['nodes'];

export function Lists() {
  const { client, viewer } = useSession();
  const [missing, setMissing] = useState<Page>();
  const [reported, setReported] = useState<Reported>([]);
  const [fault, setFault] = useState<string>();

  async function load(after?: string | null) {
    const { data, error } = await client.query(AttendanceMissingDocument, { after }).toPromise();
    setFault(error && faultOf(error));
    const page = data?.attendanceMissing;
    if (page) setMissing(after && missing ? { ...page, nodes: [...missing.nodes, ...page.nodes] } : page);
  }

  async function loadReported() {
    const { data } = await client.query(AttendanceReportedDocument, { filter: { ...ownFilter(viewer), to: new Date().toISOString() } }).toPromise();
    setReported((data?.occurrences.nodes ?? []).filter(({ attendance }) => attendance).reverse());
  }

  useEffect(() => {
    void load();
    void loadReported();
  }, [client]);

  return (
    <>
      <h1>{words.title}</h1>
      {fault && <Failed fault={fault} onRetry={load} />}
      {missing && <h2>{say(words.missing, { count: number.format(missing.totalCount) })}</h2>}
      {missing?.totalCount === 0 && <p>{words.none}</p>}
      <ul class="list">{missing?.nodes.map((held) => <Row key={held.id} held={held} />)}</ul>
      {missing?.pageInfo.hasNextPage && (
        <button type="button" class="plain" onClick={() => void load(missing.pageInfo.endCursor)}>{words.more}</button>
      )}
      {reported.length > 0 && <h2>{words.reported}</h2>}
      <ul class="list">
        {reported.map((held) => <Row key={held.id} held={held} total={held.attendance?.figures.total} />)}
      </ul>
    </>
  );
}

/** Where it was and who held it, which is often called the same. */
export const placeAndName = ({ place, activity }: HeldOccurrenceFragment) =>
  new Set([place?.name, activity.responsible.name].filter(Boolean));

interface RowProps {
  held: HeldOccurrenceFragment;
  total?: { count?: number | null; withheld: boolean } | null;
}

function Row({ held, total }: RowProps) {
  const { id, activity } = held;
  return (
    <li>
      <h3>
        <a href={to('attendance', id)}>{activity.title}, {span(held, shortDay)}</a>
      </h3>
      <p class="facts">
        {[...placeAndName(held), total && say(words.totalIs, { total: told(total) })].filter(Boolean).join(' · ')}
      </p>
    </li>
  );
}
