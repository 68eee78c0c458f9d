// A map without tiles: points of the earth laid flat on a square of side 1, and those that would overlap put together.
export interface Point {
  lat: number;
  lon: number;
}

export interface Placed<T> {
  /** From the left and from the top, 0 to 1. */
  x: number;
  y: number;
  items: T[];
}

export interface Frame {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Over a region the map is flat to within one in a hundred. */
const shrink = (frame: Frame) => Math.cos((((frame.south + frame.north) / 2) * Math.PI) / 180);
/** A single place is shown with so much around it, in degrees north. */
const LEAST = 0.02;
const MARGIN = 0.08;

/** The smallest square that has all points in it, with a margin. */
export function frameOf(points: Point[]): Frame | undefined {
  if (points.length === 0) return undefined;
  const lats = points.map(({ lat }) => lat);
  const lons = points.map(({ lon }) => lon);
  const tight = { south: Math.min(...lats), west: Math.min(...lons), north: Math.max(...lats), east: Math.max(...lons) };
  const narrow = shrink(tight);
  const side = Math.max(tight.north - tight.south, (tight.east - tight.west) * narrow, LEAST) * (1 + 2 * MARGIN);
  const [lat, lon] = [(tight.south + tight.north) / 2, (tight.west + tight.east) / 2];
  return { south: lat - side / 2, north: lat + side / 2, west: lon - side / 2 / narrow, east: lon + side / 2 / narrow };
}

/** Where a point lies in a frame; it may lie outside. */
export function placeIn(frame: Frame, { lat, lon }: Point): { x: number; y: number } {
  return { x: (lon - frame.west) / (frame.east - frame.west), y: (frame.north - lat) / (frame.north - frame.south) };
}

/** Items by where they lie in the frame; what is nearer than `reach` to the first of a group joins it. */
export function group<T>(frame: Frame, items: T[], pointOf: (item: T) => Point, reach: number): Placed<T>[] {
  const groups: Placed<T>[] = [];
  for (const item of items) {
    const { x, y } = placeIn(frame, pointOf(item));
    if (x < 0 || x > 1 || y < 0 || y > 1) continue;
    const near = groups.find((found) => Math.hypot(found.x - x, found.y - y) < reach);
    if (near) near.items.push(item);
    else groups.push({ x, y, items: [item] });
  }
  return groups;
}
