import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MunicipalitiesDocument, type ActivityFilter } from '../../generated/graphql';
import { faultOf } from '../hub/fault';
import { counted, messages, number, say } from '../hub/messages';
import { langOf, pageOf } from '../hub/page';
import { isOff, markOf } from '../hub/standing';
import { span } from '../hub/time';
import { useAsk } from './ask';
import { frameOf, group, placeIn, type Frame, type Placed, type Point } from './geometry';
import { placeNames, squareAt, type Spot } from './names';
import { usePins, type Pin } from './points';
import { Mark } from './row';

const words = messages.calendar;
/** How wide a mark is, as in the style sheet, and how near two places may lie before they are one mark; in pixels. */
const MARK = 30;
const REACH = 30;
/** How wide the point of a municipality is. */
const TOWN = 10;

interface Town {
  name: string;
  point: Point;
}

/** Where it takes place: municipalities by name, and a mark for each place, or for several close together. */
export function ActivityMap({ filter }: { filter: ActivityFilter | undefined }) {
  const found = usePins(filter);
  const region = useAsk(MunicipalitiesDocument, {});
  const [zoomed, setZoomed] = useState<Frame>();
  const [chosen, setChosen] = useState<Pin[]>();
  useEffect(() => {
    setZoomed(undefined);
    setChosen(undefined);
  }, [JSON.stringify(filter)]);

  const towns = region.data?.municipalities.flatMap(({ name, point }) => (point ? [{ name, point }] : [])) ?? [];
  const points = found.pins.map(({ point }) => point);
  const frame = zoomed ?? frameOf(points.length ? points : towns.map(({ point }) => point));
  if (found.error) return <p role="alert">{faultOf(found.error)}</p>;
  if (!frame) return <p>{messages.common.loading}</p>;

  function choose({ items }: Placed<Pin>) {
    setChosen(items);
    const places = new Set(items.map(({ point }) => `${point.lat},${point.lon}`));
    if (places.size > 1) setZoomed(frameOf(items.map(({ point }) => point)));
  }

  return (
    <section class="map-view" aria-busy={found.isBusy} aria-label={words.show.map}>
      <Plane frame={frame} towns={towns} pins={found.pins} chosen={chosen} onChoose={choose} />
      <p>
        {zoomed && <button type="button" class="plain" onClick={() => setZoomed(undefined)}>{words.wholeMap}</button>}{' '}
        <Unseen found={found} />
      </p>
      {chosen && <Chosen pins={chosen} />}
    </section>
  );
}

interface PlaneProps {
  frame: Frame;
  towns: Town[];
  pins: Pin[];
  chosen: Pin[] | undefined;
  onChoose: (mark: Placed<Pin>) => void;
}

/** The map itself. Letters and marks are as large on a wide one as on a narrow one, so it is laid out for its width. */
function Plane({ frame, towns, pins, chosen, onChoose }: PlaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const side = useWidth(box);
  const marks = side ? group(frame, pins, ({ point }) => point, REACH / side) : [];
  return (
    <div class="map" ref={box}>
      <Names towns={towns} frame={frame} side={side} marks={marks} />
      {marks.map((mark) => (
        <MarkButton
          key={mark.items[0]!.id}
          mark={mark}
          isChosen={mark.items.every(({ id }) => chosen?.some((pin) => pin.id === id))}
          onChoose={() => onChoose(mark)}
        />
      ))}
    </div>
  );
}

function Names({ towns, frame, side, marks }: { towns: Town[]; frame: Frame; side: number; marks: Placed<Pin>[] }) {
  const onMap = ({ x, y }: Spot) => ({ x: x * side, y: y * side });
  const shown = towns
    .map(({ name, point }) => ({ name, ...onMap(placeIn(frame, point)) }))
    .filter(({ x, y }) => x >= 0 && x <= side && y >= 0 && y <= side);
  const taken = [...marks.map((mark) => squareAt(onMap(mark), MARK)), ...shown.map((town) => squareAt(town, TOWN))];
  return (
    <svg aria-hidden="true">
      {placeNames(shown, taken, side).map(({ name, x, y, label }) => (
        <g key={name}>
          <circle cx={x} cy={y} r={TOWN / 2} />
          <text x={label.x} y={label.y}>{name}</text>
        </g>
      ))}
    </svg>
  );
}

/** How wide an element is, in pixels; 0 before it is known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const watch = new ResizeObserver(([seen]) => setWidth(seen?.contentRect.width ?? 0));
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return width;
}

function MarkButton({ mark, isChosen, onChoose }: { mark: Placed<Pin>; isChosen: boolean; onChoose: () => void }) {
  const names = [...new Set(mark.items.map(({ placeName }) => placeName))];
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : '');
  const isAllOff = mark.items.every(({ status, nextOccurrence }) => isOff(status, nextOccurrence));
  const why = isAllOff ? [...new Set(mark.items.map(({ status, nextOccurrence }) => markOf(status, nextOccurrence)))] : [];
  return (
    <button
      type="button"
      class={isAllOff ? 'mark-button is-off' : 'mark-button'}
      aria-pressed={isChosen}
      aria-label={[`${shown}: ${counted(words.count, mark.items.length)}`, ...why].join(', ')}
      title={shown}
      style={{ left: `${mark.x * 100}%`, top: `${mark.y * 100}%` }}
      onClick={onChoose}
    >
      {number.format(mark.items.length)}
    </button>
  );
}

/** What was found and is on no map. */
function Unseen({ found }: { found: ReturnType<typeof usePins> }) {
  if (found.isBusy) return null;
  const unplaced = found.read - found.pins.length;
  const told = [
    ...(unplaced > 0 ? [say(words.unplaced, { count: number.format(unplaced) })] : []),
    ...(found.total > found.read ? [say(words.only, { shown: number.format(found.read), count: number.format(found.total) })] : []),
  ];
  return <>{told.join(' ')}</>;
}

/** What takes place at the mark that was chosen. */
function Chosen({ pins }: { pins: Pin[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [pins]);
  const names = [...new Set(pins.map(({ placeName }) => placeName))];
  return (
    <div class="chosen-place">
      <h2 tabIndex={-1} ref={heading}>{names.map((name, place) => <>{place > 0 && ', '}<bdi>{name}</bdi></>)}</h2>
      <ul class="list">
        {pins.map((pin) => (
          <li key={pin.id}>
            <span class="time">{span(pin.nextOccurrence)}</span>{' '}
            <a lang={langOf(pin.textLanguage)} href={pageOf(pin.id)}><bdi>{pin.title}</bdi></a>
            <Mark activity={pin} occurrence={pin.nextOccurrence} />
          </li>
        ))}
      </ul>
    </div>
  );
}
