// One occurrence: its figures so far, and the form for them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages } from '../../hub/messages';
import { faultOf } from '../../hub/fault';
import { span } from '../../hub/time';
import { to } from '../route';
import { useSession } from '../session';
import { Form } from './form';
import { placeAndName } from './lists';
import { Versions } from './told';
import { AttendanceOfDocument, type AttendanceOfQuery } from '../../../generated/graphql';

const words = messages.desk.attendance;

export function Report({ id, onSaid }: { id: string; onSaid: (said: string) => void }) {
  const { client } = useSession();
  const [data, setData] = useState<AttendanceOfQuery>();
  const [fault, setFault] = useState<string>();
  const title = useRef<HTMLHeadingElement>(null);
  const occurrence = data?.node && 'startsAt' in data.node ? data.node : undefined;

  async function load() {
    const { data, error } = await client.query(AttendanceOfDocument, { id }).toPromise();
    setFault(error && faultOf(error));
    if (data) setData(data);
  }

  useEffect(() => void load(), [client, id]);
  useEffect(() => title.current?.focus(), [occurrence?.id]);

  return (
    <>
      <p><a href={to('attendance')}>{words.back}</a></p>
      {fault && <Failed fault={fault} onRetry={load} />}
      {!data && !fault && <p>{messages.common.loading}</p>}
      {data && !occurrence && <p role="alert" class="mark">{words.gone}</p>}
      {data && occurrence && (
        <>
          <h1 ref={title} tabIndex={-1}>{occurrence.activity.title}</h1>
          <p class="facts">
            {[span(occurrence), ...placeAndName(occurrence)].join(' · ')}
          </p>
          <p>{words.privacy}</p>
          {mayReport(data) ? (
            <Form
              key={id}
              occurrence={id}
              attendance={occurrence.attendance}
              municipalities={data.municipalities}
              onConflict={load}
              onBegin={() => onSaid('')}
              onReported={({ attendance, outcome }) => {
                setData({ ...data, node: { ...occurrence, attendance } });
                onSaid(outcome === 'UNCHANGED' ? words.same : words.done);
                title.current?.focus();
              }}
            />
          ) : (
            <p role="alert" class="mark">{words.notYours}</p>
          )}
          {occurrence.attendance && <Versions attendance={occurrence.attendance} />}
        </>
      )}
    </>
  );
}

/** The hub shows the review of an activity to those who may write for it; reporting writes. */
function mayReport({ node, viewer }: AttendanceOfQuery): boolean {
  const review = node && 'startsAt' in node ? node.activity.review : null;
  return Boolean(review) && viewer.scopes.includes('SUBMIT');
}
