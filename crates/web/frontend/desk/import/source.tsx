import { messages } from '../../hub/messages';
import { choose, type Work } from './work';

const words = messages.desk.import.fixed;

/** What the list is called: by this name and the ids of its rows what is sent again is known again. */
export function Source({ work, isAsked }: { work: Work; isAsked: boolean }) {
  const isMissing = isAsked && work.source.trim() === '';
  return (
    <>
      <label>
        <span>{words.source}</span>
        <input
          name="source"
          required
          maxLength={120}
          value={work.source}
          aria-describedby={isMissing ? 'source-hint source-fault' : 'source-hint'}
          aria-invalid={isMissing}
          onInput={(event) => choose({ source: event.currentTarget.value })}
        />
      </label>
      <p id="source-hint" class="facts">{words.sourceHint}</p>
      {isMissing && <p id="source-fault" role="alert" class="mark">{words.sourceMissing}</p>}
    </>
  );
}
