import { useState } from 'preact/hooks';
import { messages, number, say } from '../hub/messages';
import type { Address } from './address';

const words = messages.calendar.near;
const DISTANCES = [2, 5, 10, 25];
const USUAL_KM = 10;
/** Where somebody is goes into the address: to about a hundred metres, which is enough to find what is near. */
const DECIMALS = 3;

/** Narrows to what is near where one is. */
export function Near({ address: { chosen, choose } }: { address: Address }) {
  const [told, setTold] = useState('');
  const [lat, lon, km] = chosen.get('near')?.split(',').map(Number) ?? [];
  const isOn = lat !== undefined && lon !== undefined && km !== undefined;

  function ask() {
    setTold(words.asking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setTold('');
        choose({ near: `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)},${USUAL_KM}`, order: 'distance' });
      },
      (error) => setTold(error.code === error.PERMISSION_DENIED ? words.refused : words.unknown),
      { timeout: 10_000, maximumAge: 300_000 },
    );
  }

  return (
    <>
      <button type="button" class="toggle" aria-pressed={isOn} onClick={() => (isOn ? choose({ near: '' }) : ask())}>
        {words.button}
      </button>
      {isOn && (
        <label class="within">
          <span>{words.within}</span>
          <select value={km} onChange={(event) => choose({ near: `${lat},${lon},${event.currentTarget.value}` })}>
            {[...new Set([...DISTANCES, km])].sort((a, b) => a - b).map((distance) => (
              <option key={distance} value={distance}>{say(words.km, { km: number.format(distance) })}</option>
            ))}
          </select>
        </label>
      )}
      <span role="status">{told}</span>
    </>
  );
}
