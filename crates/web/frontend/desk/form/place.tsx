import { collator, messages } from '../../hub/messages';
import { useChoices, type Venue } from './choices';
import type { PlaceDraft } from './draft';
import { Group, Radios, Select, TextField } from './fields';

const words = messages.desk.form;

interface Props {
  /** Where the thing that takes place there stands: its place is at `path.at`. */
  path: string;
  place: PlaceDraft;
  room: string;
  institution: string;
  onChange: (part: { place?: PlaceDraft; room?: string }) => void;
}

/** A known venue and its room, or a place that is given. */
export function PlaceFields({ path, place, room, institution, onChange }: Props) {
  const { venues } = useChoices();
  const at = `${path}.at`;
  const set = (part: Partial<PlaceDraft>) => onChange({ place: { ...place, ...part } });
  const rooms = venues.find(({ id }) => id === place.venue)?.rooms ?? [];
  return (
    <Group path={at} legend={words.where}>
      <Radios
        name={`${at}.kind`}
        value={place.kind}
        onChange={(kind) => set({ kind })}
        choices={[
          { value: 'venue', label: words.atVenue },
          { value: 'given', label: words.atPlace },
          { value: 'none', label: words.nowhere },
        ]}
      />
      <div class="inline">
        {place.kind === 'venue' && (
          <Select path={`${at}.venue`} label={words.venue} value={place.venue} onChange={(venue) => set({ venue })}>
            <option value="">{words.choose}</option>
            <VenueOptions venues={venues} institution={institution} />
          </Select>
        )}
        {place.kind === 'given' && <GivenPlace at={at} place={place} set={set} />}
        {place.kind !== 'none' && (
          <TextField path={`${path}.room`} label={words.room} value={room} choices={rooms} onChange={(room) => onChange({ room })} />
        )}
      </div>
    </Group>
  );
}

/** Those of the institution first, then by municipality. */
function VenueOptions({ venues, institution }: { venues: Venue[]; institution: string }) {
  const own = venues.filter((venue) => venue.institution?.id === institution);
  const rest = venues.filter((venue) => !own.includes(venue));
  const names = [...new Set(rest.map(municipalityOf))].sort(collator.compare);
  const options = (venues: Venue[]) => venues.map(({ id, name }) => <option key={id} value={id}>{name}</option>);
  return (
    <>
      {own.length > 0 && <optgroup label={words.ownVenues}>{options(own)}</optgroup>}
      {names.map((name) => (
        <optgroup key={name} label={name}>{options(rest.filter((venue) => municipalityOf(venue) === name))}</optgroup>
      ))}
    </>
  );
}

const municipalityOf = ({ municipality }: Venue) => municipality?.name ?? words.outside;

function GivenPlace({ at, place, set }: { at: string; place: PlaceDraft; set: (part: Partial<PlaceDraft>) => void }) {
  const { municipalities } = useChoices();
  // The point that was read is that of the address that was read.
  const move = (part: Partial<PlaceDraft>) => set({ ...part, point: undefined });

  function changePostcode(postcode: string) {
    const lying = municipalities.find(({ postcodes }) => postcodes.includes(postcode.trim()));
    move({ postcode, ...(lying && !place.municipality && { municipality: lying.code }) });
  }

  return (
    <>
      <TextField path={`${at}.place.name`} label={words.placeName} isNeeded value={place.name} onChange={(name) => set({ name })} />
      <TextField path={`${at}.place.street`} label={words.street} value={place.street} onChange={(street) => move({ street })} />
      <TextField path={`${at}.place.postcode`} label={words.postcode} isNumber value={place.postcode} onChange={changePostcode} />
      <TextField path={`${at}.place.town`} label={words.town} value={place.town} onChange={(town) => move({ town })} />
      <Select
        path={`${at}.place.municipality`}
        label={words.municipality}
        value={place.municipality}
        onChange={(municipality) => set({ municipality })}
        choices={[{ value: '', label: words.outside }, ...municipalities.map(({ code, name }) => ({ value: code, label: name }))]}
      />
    </>
  );
}
