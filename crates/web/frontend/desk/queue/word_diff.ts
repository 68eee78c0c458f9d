// What differs between two texts, word by word: the shortest way from one to the other, as Myers found it in 1986.

export interface Run {
  text: string;
  changed: boolean;
}

/** More changes than this are read more easily as another text. */
const MOST_CHANGES = 600;

/** Both texts in runs of words that they share and words that they do not. */
export function differences(before: string, after: string): { before: Run[]; after: Run[] } {
  const [old, fresh] = [words(before), words(after)];
  const kept = shared(old.map(plain), fresh.map(plain));
  return { before: runs(old, new Set(kept.map(([place]) => place))), after: runs(fresh, new Set(kept.map(([, place]) => place))) };
}

/** Each word with the space that follows it. */
const words = (text: string) => text.match(/^\s+|\S+\s*/g) ?? [];

/** A line break is a difference; how many spaces stand between words is none. */
const plain = (word: string) => word.replace(/\s+$/, (space) => (space.includes('\n') ? '\n' : ''));

function runs(words: string[], kept: Set<number>): Run[] {
  const found: Run[] = [];
  words.forEach((text, place) => {
    const changed = !kept.has(place);
    const last = found.at(-1);
    if (last?.changed === changed) last.text += text;
    else found.push({ text, changed });
  });
  return found;
}

/** The places of words that stand in both, the last ones first; none when the texts have too little in common. */
function shared(old: string[], fresh: string[]): [number, number][] {
  const reached = new Map([[1, 0]]);
  const rounds: Map<number, number>[] = [];
  for (let changes = 0; changes <= Math.min(MOST_CHANGES, old.length + fresh.length); changes++) {
    rounds.push(new Map(reached));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const adds = isAdded(reached, diagonal, changes);
      let x = adds ? reached.get(diagonal + 1)! : reached.get(diagonal - 1)! + 1;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return kept(rounds, old.length, fresh.length);
    }
  }
  return [];
}

/** Whether one comes further on this diagonal by putting in a word of the new text than by leaving out one of the old. */
function isAdded(reached: Map<number, number>, diagonal: number, changes: number): boolean {
  return diagonal === -changes || (diagonal !== changes && reached.get(diagonal - 1)! < reached.get(diagonal + 1)!);
}

/** The way back from the end: what lies on it between two changes is shared. */
function kept(rounds: Map<number, number>[], x: number, y: number): [number, number][] {
  const found: [number, number][] = [];
  for (let changes = rounds.length - 1; changes >= 0; changes--) {
    const reached = rounds[changes]!;
    const from = isAdded(reached, x - y, changes) ? x - y + 1 : x - y - 1;
    const begin = reached.get(from)!;
    while (x > begin && y > begin - from) found.push([--x, --y]);
    [x, y] = [begin, begin - from];
  }
  return found;
}
