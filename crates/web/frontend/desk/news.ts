// What was done on a page of the desk that one has left with it, to be told on the next one.
let latest: string | undefined;

export function tell(said: string): void {
  latest = said;
}

/** Tells it once. */
export function news(): string | undefined {
  const said = latest;
  latest = undefined;
  return said;
}
