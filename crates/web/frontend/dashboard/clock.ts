// The minute it is: what a wall shows follows it.
import { useEffect, useState } from 'preact/hooks';

const MINUTE_MS = 60_000;
const now = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

export function useMinute(): Date {
  const [minute, setMinute] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setMinute(now()), minute + MINUTE_MS - Date.now());
    return () => clearTimeout(timer);
  }, [minute]);
  return new Date(minute);
}
