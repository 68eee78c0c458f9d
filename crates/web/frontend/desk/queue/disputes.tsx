// Fields in which a source says otherwise than the hub: one of the two is right.
import { useState } from 'preact/hooks';
import { messages } from '../../hub/messages';
import { Differences, fieldName } from './differences';
import type { Names } from './names';
import type { Reviewed } from './reviewed';
import { Trouble, useStep } from './step';
import { ReviewSettleDocument, type DisputeChoice } from '../../../generated/graphql';

const words = messages.desk.queue.disputes;
const CHOICES: DisputeChoice[] = ['HUB', 'SOURCE'];

interface Props {
  activity: Reviewed;
  names: Names;
  onConflict: () => void;
  /** It is settled; whether it still waits for something else. */
  onSettled: (waits: boolean) => void;
}

export function Disputes({ activity, names, onConflict, onSettled }: Props) {
  const { isBusy, mistakes, fault, take } = useStep(onConflict);
  const [taken, setTaken] = useState<Record<string, DisputeChoice>>({});
  const disputes = activity.review?.disputes ?? [];
  const [isIncomplete, setIncomplete] = useState(false);

  async function settle() {
    const choices = disputes.flatMap(({ field }) => (taken[field] ? [{ field, take: taken[field] }] : []));
    setIncomplete(choices.length === 0);
    if (choices.length === 0) return;
    const { id, version } = activity;
    const data = await take(ReviewSettleDocument, { id, version, choices }, (data) => data.activityDisputeSettle.userErrors);
    if (data) onSettled(Boolean(data.activityDisputeSettle.activity?.review?.waits));
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void settle();
      }}
    >
      <h2>{words.title}</h2>
      <p>{words.explained}</p>
      <Differences
        changes={disputes.map(({ field, hub, source }) => ({ field, before: hub, after: source }))}
        names={names}
        sides={{ before: words.hub, after: words.source }}
        choice={(field) => (
          <fieldset class="choices">
            <legend>{words.which} <span class="unseen">{fieldName(field)}</span></legend>
            {CHOICES.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name={field}
                  checked={taken[field] === choice}
                  onChange={() => setTaken({ ...taken, [field]: choice })}
                />
                {words.choices[choice]}
              </label>
            ))}
          </fieldset>
        )}
      />
      {isIncomplete && <p role="alert" class="mark">{words.choose}</p>}
      <Trouble fault={fault} mistakes={mistakes} />
      <button type="submit" aria-disabled={isBusy}>{words.settle}</button>
    </form>
  );
}
