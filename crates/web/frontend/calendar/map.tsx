import { useEffect, useRef, useState } from 'preact/hooks';
import { MunicipalitiesDocument, type ActivityFilter } from '../../generated/graphql';
import { faultOf } from '../hub/fault';
import { messages, number, say } from '../hub/messages';
import { day, time } from '../hub/time';
import { useAsk } from './ask';
import { frameOf, group, placeIn, type Frame, type Placed } from './geometry';
import { usePins, type Pin } from './points';
import { langOf, pageOf } from './row';

const words = messages.calendar;
/** How near two places may lie before they are one mark, as a part of the map's side: on a narrow screen too. */
const REACH = 0.09;

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

  const towns = region.data?.municipalities.flatMap(({ code, name, point }) => (point ? [{ code, name, point }] : [])) ?? [];
  const points = found.pins.map(({ point }) => point);
  const frame = zoomed ?? frameOf(points.length ? points : towns.map(({ point }) => point));
  if (found.error) return <p role="alert">{faultOf(found.error)}</p>;
  if (!frame) return <p>{messages.common.loading}</p>;
  const marks = group(frame, found.pins, ({ point }) => point, REACH);

  function choose({ items }: Placed<Pin>) {
    setChosen(items);
    const places = new Set(items.map(({ point }) => `${point.lat},${point.lon}`));
    if (places.size > 1) setZoomed(frameOf(items.map(({ point }) => point)));
  }

  return (
    <section class="map-view" aria-busy={found.isBusy} aria-label={words.show.map}>
      <div class="map">
        <svg viewBox="0 0 100 100" aria-hidden="true">
          {towns.map(({ code, name, point }) => {
            const { x, y } = placeIn(frame, point);
            return (
              <g key={code} transform={`translate(${x * 100} ${y * 100})`}>
                <circle r="0.7" />
                <text y="-2.2">{name}</text>
              </g>
            );
          })}
        </svg>
        {marks.map((mark) => (
          <MarkButton key={mark.items[0]!.id} mark={mark} isChosen={mark.items === chosen} onChoose={() => choose(mark)} />
        ))}
      </div>
      <p>
        {zoomed && <button type="button" class="plain" onClick={() => setZoomed(undefined)}>{words.wholeMap}</button>}{' '}
        <Unseen found={found} />
      </p>
      {chosen && <Chosen pins={chosen} />}
    </section>
  );
}

function MarkButton({ mark, isChosen, onChoose }: { mark: Placed<Pin>; isChosen: boolean; onChoose: () => void }) {
  const names = [...new Set(mark.items.map(({ placeName }) => placeName))];
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : '');
  return (
    <button
      type="button"
      class="mark-button"
      aria-pressed={isChosen}
      aria-label={`${shown}: ${say(words.count, { count: number.format(mark.items.length) })}`}
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
      <h2 tabIndex={-1} ref={heading}>{names.join(', ')}</h2>
      <ul class="list">
        {pins.map((pin) => (
          <li key={pin.id}>
            <span class="time">{day(pin.startsAt)} {time(pin.startsAt)}</span>{' '}
            <a lang={langOf(pin.textLanguage)} href={pageOf(pin.id)}>{pin.title}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
