import { useEffect, useRef, useState } from 'preact/hooks';
import { useClient } from '@urql/preact';
import { messages, say } from '../../hub/messages';
import { day, noon, span } from '../../hub/time';
import { FormPreviewDocument, type FormPreviewQuery, type FormPreviewQueryVariables } from '../../../generated/graphql';
import { sentence } from './problems';

const words = messages.desk.form;
/** How many dates are shown at first. */
const SHOWN = 12;
const PATIENCE_MS = 300;

interface Props {
  /** What is asked for; nothing as long as it is half done. */
  asked?: FormPreviewQueryVariables | undefined;
  onExclude?: (wallClock: string) => void;
}

type Shown = FormPreviewQuery['seriesPreview'];

/** The dates that it would have, as the hub works them out. */
export function Preview({ asked, onExclude }: Props) {
  const client = useClient();
  const [shown, setShown] = useState<Shown>();
  const [showsAll, setShowsAll] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const question = asked && JSON.stringify(asked);

  useEffect(() => {
    if (!question) return setShown(undefined);
    let isMeant = true;
    const waiting = setTimeout(async () => {
      const { data } = await client.query(FormPreviewDocument, JSON.parse(question)).toPromise();
      // What cannot be asked now is told when all is sent.
      if (isMeant) setShown(data?.seriesPreview);
    }, PATIENCE_MS);
    return () => {
      isMeant = false;
      clearTimeout(waiting);
    };
  }, [client, question]);

  function leaveOut(startsAt: string) {
    onExclude?.(startsAt.slice(0, 16));
    // What was clicked goes with its date.
    heading.current?.focus();
  }

  const dates = shown?.dates ?? [];
  const seen = showsAll ? dates : dates.slice(0, SHOWN);
  return (
    <div class="preview">
      <h3 tabIndex={-1} ref={heading}>{words.preview}</h3>
      <p role="status">{statusOf(asked, shown)}</p>
      <ol class="dates">
        {seen.map((date) => (
          <li key={date.startsAt}>
            {span(date)}{' '}
            {onExclude && dates.length > 1 && (
              <button type="button" class="plain small" onClick={() => leaveOut(date.startsAt)} aria-label={say(words.excludeDate, { date: span(date) })}>
                {words.leaveOut}
              </button>
            )}
          </li>
        ))}
      </ol>
      {dates.length > seen.length && (
        <button type="button" class="plain small" onClick={() => setShowsAll(true)}>{say(words.showAll, { count: dates.length })}</button>
      )}
    </div>
  );
}

function statusOf(asked: unknown, shown: Shown | undefined): string {
  if (!asked) return words.previewMissing;
  if (!shown) return '';
  if (shown.userErrors.length > 0) return shown.userErrors.map(sentence).join(' ');
  const count = shown.dates.length;
  const counted = count === 1 ? words.previewOne : say(words.previewCount, { count });
  const skipped = shown.skipped.map((date) => day(noon(date))).join(', ');
  return [counted, shown.cut && words.previewCut, skipped && say(words.previewSkipped, { days: skipped })].filter(Boolean).join(' ');
}
