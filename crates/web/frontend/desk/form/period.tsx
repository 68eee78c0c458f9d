import { messages, say } from '../../hub/messages';
import type { Weekday } from '../../../generated/graphql';
import type { PeriodDraft } from './draft';
import { Group, Select, TextField } from './fields';
import { ofPeriod } from './mistake';
import { PlaceFields } from './place';
import { Preview } from './preview';
import { Rows } from './rows';
import { toPeriod } from './write';

const words = messages.desk.form;
const WEEK: Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const DAYS = WEEK.map((value, index) => ({ value, label: messages.site.weekdays[index]! }));

interface Props {
  path: string;
  value: PeriodDraft;
  institution: string;
  onChange: (value: PeriodDraft) => void;
}

/** What is open on some days of the week for a while. */
export function PeriodFields({ path, value, institution, onChange }: Props) {
  const set = (part: Partial<PeriodDraft>) => onChange({ ...value, ...part });
  const isWhole = ofPeriod(path, value).length === 0;
  return (
    <>
      <div class="inline">
        <TextField path={`${path}.from`} label={words.firstDay} type="date" isNeeded value={value.from} onChange={(from) => set({ from })} />
        <TextField path={`${path}.to`} label={words.lastDay} type="date" isNeeded value={value.to} onChange={(to) => set({ to })} />
      </div>
      <OpeningHours path={path} value={value} set={set} />
      <Exceptions path={path} value={value} set={set} />
      <PlaceFields path={path} place={value.place} room={value.room} institution={institution} onChange={set} />
      <Preview asked={isWhole ? { period: toPeriod(value) } : undefined} />
    </>
  );
}

type PartProps = { path: string; value: PeriodDraft; set: (part: Partial<PeriodDraft>) => void };

function OpeningHours({ path, value, set }: PartProps) {
  const at = `${path}.openingHours`;
  const last = value.hours[value.hours.length - 1];
  const next = () => ({
    weekday: WEEK[(WEEK.indexOf(last?.weekday ?? 'MONDAY') + 1) % WEEK.length]!,
    opens: last?.opens ?? '10:00',
    closes: last?.closes ?? '16:00',
  });
  return (
    <Group path={at} legend={words.openingHours} isNeeded>
      <Rows items={value.hours} onChange={(hours) => set({ hours })} add={{ label: words.addHours, make: next }} nameOf={(place) => say(words.hoursName, { place })}>
        {(hours, index, change) => (
          <>
            <Select path={`${at}.${index}.weekday`} label={words.weekday} value={hours.weekday} choices={DAYS} onChange={(weekday) => change({ ...hours, weekday })} />
            <TextField path={`${at}.${index}.opens`} label={words.opens} type="time" value={hours.opens} onChange={(opens) => change({ ...hours, opens })} />
            <TextField path={`${at}.${index}.closes`} label={words.closes} type="time" value={hours.closes} onChange={(closes) => change({ ...hours, closes })} />
          </>
        )}
      </Rows>
    </Group>
  );
}

/** Days on which it is closed, or open at other hours. */
function Exceptions({ path, value, set }: PartProps) {
  return (
    <>
      <Group path={`${path}.closed`} legend={words.closedDays}>
        <Rows items={value.closed} onChange={(closed) => set({ closed })} add={{ label: words.addClosed, make: () => '' }} nameOf={(place) => say(words.dayName, { place })}>
          {(day, index, change) => <TextField path={`${path}.closed.${index}`} label={words.day} type="date" value={day} onChange={change} />}
        </Rows>
      </Group>
      <Group path={`${path}.adjusted`} legend={words.adjustedDays}>
        <Rows
          items={value.adjusted}
          onChange={(adjusted) => set({ adjusted })}
          add={{ label: words.addAdjusted, make: () => ({ day: '', opens: '10:00', closes: '16:00' }) }}
          nameOf={(place) => say(words.dayName, { place })}
        >
          {(day, index, change) => (
            <>
              <TextField path={`${path}.adjusted.${index}.day`} label={words.day} type="date" value={day.day} onChange={(date) => change({ ...day, day: date })} />
              <TextField path={`${path}.adjusted.${index}.opens`} label={words.opens} type="time" value={day.opens} onChange={(opens) => change({ ...day, opens })} />
              <TextField path={`${path}.adjusted.${index}.closes`} label={words.closes} type="time" value={day.closes} onChange={(closes) => change({ ...day, closes })} />
            </>
          )}
        </Rows>
      </Group>
    </>
  );
}
