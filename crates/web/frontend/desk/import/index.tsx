import { useEffect, useRef, useState } from 'preact/hooks';
import type { CombinedError } from '@urql/core';
import { Failed } from '../../hub/failed';
import { faultOf } from '../../hub/fault';
import { messages } from '../../hub/messages';
import { useSession, type Session } from '../session';
import { Check } from './check';
import { Columns } from './columns';
import { Give } from './give';
import './import.css';
import { Step, Steps } from './steps';
import { useWork, type Work } from './work';
import { readWords, type Words } from './words';

/** Takes in a file, or what was copied from a spreadsheet. */
export function Import() {
  const session = useSession();
  const { viewer } = session;
  const work = useWork(viewer);
  const { known, fault, readAgain } = useWords(session);
  const first = useRef(work.step);
  const isBegun = useRef(false);
  if (first.current !== work.step) isBegun.current = true;
  useWarning(work);

  return (
    <div class="import">
      <h1>{messages.desk.tabs.import}</h1>
      <Steps at={work.step} />
      {fault && <Failed fault={fault} onRetry={readAgain} />}
      <Step key={work.step} name={work.step} isBegun={isBegun.current}>
        {work.step === 'give' ? (
          <Give work={work} />
        ) : !known ? (
          <p role="status">{messages.common.loading}</p>
        ) : work.step === 'columns' ? (
          <Columns work={work} known={known} viewer={viewer} />
        ) : (
          <Check work={work} known={known} />
        )}
      </Step>
    </div>
  );
}

/** What cells may name, as this key sees it. */
function useWords({ client, viewer }: Session) {
  const [known, setKnown] = useState<Words>();
  const [fault, setFault] = useState<string>();
  const read = () => {
    setFault(undefined);
    readWords(client, viewer.municipality?.code).then(setKnown, (error: CombinedError) => setFault(faultOf(error)));
  };
  useEffect(read, [client]);
  return { known, fault, readAgain: read };
}

/** Asks before the page is left while something was given and not all of it taken in. */
function useWarning({ rows, pasted }: Work): void {
  const isOpen = rows.length === 0 ? pasted !== '' : rows.some(({ sent }) => sent === undefined || sent.outcome === 'REFUSED');
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => isOpen && event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isOpen]);
}
