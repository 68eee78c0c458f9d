// One activity that waits: what it says, what stands in its way, and what is decided.
import { useEffect, useRef } from 'preact/hooks';
import { Failed } from '../../hub/failed';
import { messages, say } from '../../hub/messages';
import { day, time } from '../../hub/time';
import { useKept } from '../kept';
import { to } from '../route';
import { Decision } from './decision';
import { Differences, type Difference } from './differences';
import { Disputes } from './disputes';
import { Clashes, Doubles } from './likeness';
import { useNames, type Names } from './names';
import { useReviewed, type Reviewed, type Step } from './reviewed';
import type { WaitingItem } from './waiting';
import { Whole } from './whole';

const words = messages.desk.queue;
const DECIDED = new Set(['REVIEW', 'PROPOSAL', 'UNSEEN']);
/** What an entry of the history has that is no content. */
const STEPS = new Set(['status', 'reason', 'proposal', 'unseen', 'disputes', 'mergedInto', 'source']);

interface Props {
  id: string;
  /** As it waits; undefined when it does not, or is not read yet. */
  item?: WaitingItem;
  onDone: (said: string) => void;
}

export function Item({ id, item, onDone }: Props) {
  const { activity, fault, since, load, catchUp } = useReviewed(id);
  const [reason = '', setReason] = useKept<string>('reason', id);
  const title = useRef<HTMLHeadingElement>(null);
  const hasWaited = useRef(false);
  hasWaited.current ||= item !== undefined;
  const review = activity?.review;
  const changes = item?.changes ?? [];
  const meanwhile = since.flatMap(({ fields }) => fields).filter(({ field }) => !STEPS.has(field));
  const names = useNames([changes, review?.proposal?.changes, review?.disputes, meanwhile]);

  useEffect(() => title.current?.focus(), [activity?.id]);

  if (fault && !activity) {
    return (
      <>
        <p><a href={to('queue')}>{words.back}</a></p>
        <Failed fault={fault} onRetry={load} />
      </>
    );
  }
  if (!activity) return <p>{messages.common.loading}</p>;
  const isWaiting = DECIDED.has(review?.waits ?? '');
  const isOutdated = item ? item.activity.version > activity.version : hasWaited.current && Boolean(review?.waits);
  return (
    <article class="review">
      <p><a href={to('queue')}>{words.back}</a></p>
      <h1 ref={title} tabIndex={-1} lang={activity.textLanguage.toLowerCase()}>{activity.title}</h1>
      <Why activity={activity} />
      {fault && <p role="alert" class="mark">{fault}</p>}
      <p role="status">{isOutdated && <Newer onShow={catchUp} />}</p>
      <Meanwhile steps={since} changes={meanwhile} names={names} />
      <Proposal activity={activity} names={names} />
      {changes.length > 0 && (
        <>
          <h2>{words.changes}</h2>
          <Differences changes={changes} names={names} sides={{ before: words.decidedOn, after: words.now }} />
        </>
      )}
      {item && <Clashes item={item} />}
      {item && <Doubles item={item} version={activity.version} onConflict={catchUp} onDone={onDone} />}
      {(review?.disputes.length ?? 0) > 0 && (
        <Disputes
          activity={activity}
          names={names}
          onConflict={catchUp}
          onSettled={(waits) => (waits ? void load() : onDone(words.done.settled))}
        />
      )}
      <h2>{review?.waits === 'REVIEW' ? words.whole : words.wholeNow}</h2>
      <Whole activity={activity} names={names} />
      {(isWaiting || reason !== '') && (
        <Decision
          id={id}
          version={activity.version}
          waits={review?.waits}
          reason={reason}
          onReason={(reason) => setReason(reason || undefined)}
          onConflict={catchUp}
          onDone={(said) => {
            setReason(undefined);
            onDone(said);
          }}
        />
      )}
    </article>
  );
}

function Why({ activity }: { activity: Reviewed }) {
  const { review, responsible } = activity;
  const by = review?.proposal ? review.proposal.proposedBy : review?.submittedBy;
  const since = review?.waitingSince;
  return (
    <p class="facts">
      {review?.waits ? words.reasons[review.waits] : words.waitsNot} · {responsible.name}
      {since && ` · ${say(words.since, { when: `${day(since)} ${time(since)}` })}`}
      {by && ` · ${say(words.sentBy, { name: by })}`}
    </p>
  );
}

function Newer({ onShow }: { onShow: () => Promise<void> }) {
  return (
    <span class="mark">
      {words.newer} <button type="button" class="plain" onClick={() => void onShow()}>{words.showNewer}</button>
    </span>
  );
}

/** What others did while this editor read. */
function Meanwhile({ steps, changes, names }: { steps: Step[]; changes: Difference[]; names: Names }) {
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="meanwhile">
      <h2 id="meanwhile">{words.meanwhile}</h2>
      <ul class="entries">
        {steps.map(({ version, at, keyName }) => (
          <li key={version}>{say(words.step, { version, when: `${day(at)} ${time(at)}`, name: keyName ?? words.hub })}</li>
        ))}
      </ul>
      <Differences changes={changes} names={names} sides={{ before: words.before, after: words.after }} />
    </section>
  );
}

function Proposal({ activity, names }: { activity: Reviewed; names: Names }) {
  const proposal = activity.review?.proposal;
  if (!proposal || proposal.returned) return null;
  return (
    <>
      <h2>{words.proposal}</h2>
      <Differences changes={proposal.changes} names={names} sides={{ before: words.public, after: words.proposed }} />
    </>
  );
}
