import { messages } from './messages';

/** What went wrong, and a button to try again. */
export function Failed({ fault, onRetry }: { fault: string; onRetry: () => unknown }) {
  return (
    <p role="alert" class="mark">
      {fault} <button type="button" class="plain" onClick={() => void onRetry()}>{messages.common.retry}</button>
    </p>
  );
}
