// The figures of one occurrence, to be typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { messages } from '../../hub/messages';
import { faultOf } from '../../hub/fault';
import { useKept } from '../kept';
import { useSession } from '../session';
import { Figure, Figures, type FormState } from './figure';
import { BANDS, inputOf, OUTSIDE, typedOf, withholds, wrongOf, type Typed, type Wrong } from './typed';
import {
  AttendanceReportDocument,
  type AttendanceReportMutation,
  type AttendanceOfQuery,
  type ReportedAttendanceFragment,
} from '../../../generated/graphql';

const words = messages.desk.attendance;
type Payload = AttendanceReportMutation['attendanceReport'];

interface Props {
  occurrence: string;
  attendance?: ReportedAttendanceFragment | null;
  municipalities: AttendanceOfQuery['municipalities'];
  /** Somebody else reported meanwhile: the newest figures are to be read. */
  onConflict: () => void;
  /** It is tried: what was said before is not about this. */
  onBegin: () => void;
  onReported: (payload: Payload) => void;
}

/** What is typed, and on top of which version; after a conflict of whichever is there. */
interface Work {
  typed: Typed;
  version?: number | undefined;
}

export function Form({ occurrence, attendance, municipalities, onConflict, onBegin, onReported }: Props) {
  const { client } = useSession();
  const [work, setWork] = useKept<Work>('attendance', occurrence);
  const [isRestored, setRestored] = useState(work !== undefined);
  const present = attendance?.version ?? 0;
  const typed = work?.typed ?? typedOf(attendance?.figures);
  const [wrong, setWrong] = useState<Wrong>({});
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const state: FormState = { typed, wrong, onType: (path, text) => setWork({ version: present, ...work, typed: { ...typed, [path]: text } }) };

  // Where something is wrong, one goes on there.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], fieldset[tabindex]')?.focus(), [wrong]);

  async function report() {
    if (isBusy) return;
    onBegin();
    const { input, wrong: unread } = inputOf(typed);
    setWrong(unread);
    setFault(undefined);
    if (Object.keys(unread).length > 0) return;
    setBusy(true);
    const reason = typed.reason?.trim() || null;
    const variables = { occurrence, version: work?.version ?? present, input, reason };
    const { data, error } = await client.mutation(AttendanceReportDocument, variables).toPromise();
    setBusy(false);
    setFault(error && faultOf(error));
    if (data) take(data.attendanceReport);
  }

  function take(payload: Payload) {
    const mistakes = payload.userErrors;
    const isOutdated = mistakes.some(({ code }) => code === 'OUTDATED_VERSION');
    setWrong(wrongOf(mistakes, typed));
    if (isOutdated) {
      setWork({ typed });
      onConflict();
    }
    if (mistakes.length > 0) return;
    discard();
    onReported(payload);
  }

  function discard() {
    setWork(undefined);
    setRestored(false);
  }

  const general = [fault, wrong.occurrence, wrong.expectedVersion && words.outdated].filter(Boolean);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void report();
      }}
    >
      <h2>{attendance ? words.correct : words.report}</h2>
      {isRestored && (
        <p role="status">
          {messages.desk.form.restored} <button type="button" class="plain" onClick={discard}>{messages.desk.form.discard}</button>
        </p>
      )}
      <p>{words.unknown}</p>
      {attendance && withholds(attendance.figures) && <p class="mark">{words.withheldHere}</p>}
      {/* What is sent is what stands here. */}
      <div inert={isBusy}>
        <Figures legend={words.all} wrong={wrong}>
          <Figure {...state} path="total" label={words.total} />
          <Figure {...state} path="firstTime" label={words.firstTime} />
        </Figures>
        <Figures path="byAge" legend={words.byAge} hint={words.partsHint} wrong={wrong}>
          {BANDS.map((band) => <Figure key={band} {...state} path={`byAge.${band}`} label={words.bands[band]} />)}
        </Figures>
        <Figures path="byMunicipality" legend={words.byMunicipality} hint={words.partsHint} wrong={wrong}>
          {municipalities.map(({ code, name }) => <Figure key={code} {...state} path={`byMunicipality.${code}`} label={name} />)}
          <Figure {...state} path={`byMunicipality.${OUTSIDE}`} label={words.outside} />
        </Figures>
        <Course state={state} />
        {attendance && <Reason state={state} />}
      </div>
      <div role="alert" class="mark">
        {Object.keys(wrong).length > 0 && general.length === 0 && <p>{words.wrong}</p>}
        {general.map((said) => <p key={said}>{said}</p>)}
      </div>
      <button type="submit" aria-disabled={isBusy}>{attendance ? words.sendCorrection : words.send}</button>
    </form>
  );
}

/** What only courses of culture and health have. */
function Course({ state }: { state: FormState }) {
  const paths = ['enrolled', 'completed', 'who5Before.mean', 'who5Before.n', 'who5After.mean', 'who5After.n'];
  const isUsed = paths.some((path) => state.typed[path] || state.wrong[path]);
  // Once open it must not close under somebody's hands.
  const wasUsed = useRef(false);
  wasUsed.current ||= isUsed;
  return (
    <details class="course" open={wasUsed.current}>
      <summary>{words.course}</summary>
      <Figures legend={words.participants} wrong={state.wrong}>
        <Figure {...state} path="enrolled" label={words.enrolled} />
        <Figure {...state} path="completed" label={words.completed} />
      </Figures>
      {(['who5Before', 'who5After'] as const).map((name) => (
        <Figures key={name} path={name} legend={words[name]} hint={words.who5Hint} wrong={state.wrong}>
          <Figure {...state} path={`${name}.mean`} label={words.mean} decimal />
          <Figure {...state} path={`${name}.n`} label={words.answers} />
        </Figures>
      ))}
    </details>
  );
}

function Reason({ state: { typed, wrong, onType } }: { state: FormState }) {
  return (
    <div class="figure">
      <label for="correction">{words.reason}</label>
      <textarea
        id="correction"
        rows={3}
        value={typed.reason ?? ''}
        aria-invalid={wrong.reason !== undefined}
        aria-describedby={wrong.reason && 'correction-wrong'}
        onInput={(event) => onType('reason', event.currentTarget.value)}
      />
      {wrong.reason && <p id="correction-wrong" class="mark">{wrong.reason}</p>}
    </div>
  );
}
