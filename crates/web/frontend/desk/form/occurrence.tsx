import { messages } from '../../hub/messages';
import type { OccurrenceStatus } from '../../../generated/graphql';
import type { OccurrenceDraft } from './draft';
import { Select, TextField, Tick } from './fields';
import { PlaceFields } from './place';

const words = messages.desk.form;

interface Props {
  path: string;
  value: OccurrenceDraft;
  institution: string;
  onChange: (value: OccurrenceDraft) => void;
}

/** One time and place. */
export function OccurrenceFields({ path, value, institution, onChange }: Props) {
  const set = (part: Partial<OccurrenceDraft>) => onChange({ ...value, ...part });
  return (
    <>
      <Tick label={words.allDay} isOn={value.isAllDay} onChange={(isAllDay) => set({ isAllDay })} />
      {value.isAllDay ? <Days path={path} value={value} set={set} /> : <Clock path={path} value={value} set={set} />}
      <PlaceFields path={path} place={value.place} room={value.room} institution={institution} onChange={set} />
      <div class="inline">
        <TextField path={`${path}.capacity`} label={words.capacity} hint={words.capacityHint} isNumber value={value.capacity} onChange={(capacity) => set({ capacity })} />
        {value.status && (
          <Select
            path={`${path}.status`}
            label={words.occurrenceStatus}
            value={value.status}
            onChange={(status) => set({ status })}
            choices={Object.entries(words.occurrenceStatuses).map(([status, label]) => ({ value: status as OccurrenceStatus, label }))}
          />
        )}
      </div>
    </>
  );
}

interface PartProps {
  path: string;
  value: OccurrenceDraft;
  set: (part: Partial<OccurrenceDraft>) => void;
}

function Days({ path, value, set }: PartProps) {
  return (
    <div class="inline">
      <TextField path={`${path}.allDay.from`} label={words.firstDay} type="date" isNeeded value={value.date} onChange={(date) => set({ date })} />
      <TextField path={`${path}.allDay.to`} label={words.lastDay} hint={words.lastDayHint} type="date" value={value.endDate} onChange={(endDate) => set({ endDate })} />
    </div>
  );
}

/** An offset that was read is that of the time that was read. */
function Clock({ path, value, set }: PartProps) {
  const start = (part: Partial<OccurrenceDraft>) => set({ ...part, startOffset: undefined, endOffset: undefined });
  const end = (part: Partial<OccurrenceDraft>) => set({ ...part, endOffset: undefined });
  return (
    <div class="inline">
      <TextField path={`${path}.startsAt`} label={words.date} type="date" isNeeded value={value.date} onChange={(date) => start({ date })} />
      <TextField path={`${path}.startsAt.clock`} label={words.from} type="time" isNeeded value={value.from} onChange={(from) => start({ from })} />
      <TextField path={`${path}.endsAt`} label={words.to} type="time" value={value.to} onChange={(to) => end({ to })} />
      <TextField path={`${path}.endsAt.date`} label={words.endDate} hint={words.endDateHint} type="date" value={value.endDate} onChange={(endDate) => end({ endDate })} />
    </div>
  );
}
