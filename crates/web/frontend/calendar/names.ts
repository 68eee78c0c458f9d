// Names beside the points of a map, each where it covers no other name and no mark, as far as there is room. All in pixels.
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Spot {
  x: number;
  y: number;
}

/** A name, and where the middle of its line is. */
export type Named<T> = T & { label: Spot };

/** Size of the letters, as in the style sheet, and how wide one is at the most on average. */
const LETTER = 13;
const WIDTH = 0.6 * LETTER;
const HEIGHT = 1.3 * LETTER;
/** Between a point and its name: a little, or so much that a mark upon the point stays free. */
const GAPS = [8, 20];

/** Gives each point the place of its name, in the order in which they come. `taken` is covered already. */
export function placeNames<T extends Spot & { name: string }>(points: T[], taken: Box[], side: number): Named<T>[] {
  const covered = [...taken];
  return points.map((point) => {
    const places = placesOf(point);
    const costs = places.map((place) => cost(boxAt(place, point.name), covered, side));
    const label = places[costs.indexOf(Math.min(...costs))]!;
    covered.push(boxAt(label, point.name));
    return { ...point, label };
  });
}

/** A square around a point. */
export function squareAt({ x, y }: Spot, side: number): Box {
  return { left: x - side / 2, right: x + side / 2, top: y - side / 2, bottom: y + side / 2 };
}

/** Where a name may stand, the best places first: above, beside, below, then across the corners. */
function placesOf({ x, y, name }: Spot & { name: string }): Spot[] {
  const half = (name.length * WIDTH) / 2;
  const sides = [[0, -1], [1, 0], [-1, 0], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]] as const;
  return GAPS.flatMap((gap) =>
    sides.map(([right, down]) => {
      const across = right && down ? gap * 0.7 : gap;
      return { x: x + right * (across + half), y: y + down * (across + HEIGHT / 2) };
    }),
  );
}

function boxAt({ x, y }: Spot, name: string): Box {
  const half = (name.length * WIDTH) / 2;
  return { left: x - half, right: x + half, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 };
}

/** How much it covers, and how much of it is cut off by the edge. */
function cost(box: Box, covered: Box[], side: number): number {
  const edge = area(box) - overlap(box, { left: 0, top: 0, right: side, bottom: side });
  return covered.reduce((sum, other) => sum + overlap(box, other), edge);
}

const area = (box: Box) => (box.right - box.left) * (box.bottom - box.top);

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}
