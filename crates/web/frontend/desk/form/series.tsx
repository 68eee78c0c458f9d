import { messages, say } from '../../hub/messages';
import { noon, shortDay } from '../../hub/time';
import type { SeriesDraft } from './draft';
import { Group, Select, TextField, Tick, toggled } from './fields';
import { ofSeries } from './mistake';
import { OccurrenceFields } from './occurrence';
import { Preview } from './preview';
import { FREQUENCIES, placeInMonth, WEEKDAYS, type Rule } from './rule';
import { toSeries } from './write';

const words = messages.desk.form;

interface Props {
  path: string;
  value: SeriesDraft;
  institution: string;
  onChange: (value: SeriesDraft) => void;
}

/** What happens again and again: its first time, and a rule. */
export function SeriesFields({ path, value, institution, onChange }: Props) {
  const set = (part: Partial<SeriesDraft>) => onChange({ ...value, ...part });
  const { date, from, isAllDay } = value.first;
  const exclude = (at: string) =>
    set(value.include.includes(at) ? { include: value.include.filter((one) => one !== at) } : { exclude: [...value.exclude, at].sort() });
  const isWhole = date !== '' && (isAllDay || from !== '') && ofSeries(path, value).length === 0;
  return (
    <>
      <OccurrenceFields path={`${path}.first`} value={value.first} institution={institution} onChange={(first) => set({ first })} />
      <RuleFields path={`${path}.rule`} rule={value.rule} date={value.first.date} onChange={(rule) => set({ rule })} />
      {(['exclude', 'include'] as const).map((field) => (
        <Days key={field} path={path} field={field} days={value[field]} onChange={(days) => set({ [field]: days })} />
      ))}
      <Preview asked={isWhole ? { series: toSeries(value) } : undefined} onExclude={exclude} />
    </>
  );
}

interface RuleProps {
  path: string;
  rule: Rule;
  date: string;
  onChange: (rule: Rule) => void;
}

function RuleFields({ path, rule, date, onChange }: RuleProps) {
  const set = (part: Partial<Rule>) => onChange({ ...rule, ...part });
  if (rule.raw) {
    return (
      <div class="inline">
        <TextField path={path} label={words.rawRule} hint={words.rawRuleHint} value={rule.raw} onChange={(raw) => set({ raw })} />
      </div>
    );
  }
  return (
    <Group path={path} legend={words.rule}>
      <div class="inline">
        <Select
          path={`${path}.frequency`}
          label={words.frequency}
          value={rule.frequency}
          onChange={(frequency) => set({ frequency })}
          choices={FREQUENCIES.map((value) => ({ value, label: words.frequencies[value] }))}
        />
        <TextField path={`${path}.interval`} label={words.intervals[rule.frequency]} isNumber value={rule.interval} onChange={(interval) => set({ interval })} />
        {rule.frequency === 'MONTHLY' && date && <Monthly path={path} rule={rule} date={date} set={set} />}
      </div>
      {rule.frequency === 'WEEKLY' && <Weekly path={path} rule={rule} set={set} />}
      <div class="inline">
        <Select
          path={`${path}.end`}
          label={words.ends}
          value={rule.end}
          onChange={(end) => set({ end })}
          choices={(['count', 'until', 'never'] as const).map((value) => ({ value, label: words.endKinds[value] }))}
        />
        {rule.end === 'count' && <TextField path={`${path}.count`} label={words.count} isNumber value={rule.count} onChange={(count) => set({ count })} />}
        {rule.end === 'until' && <TextField path={`${path}.until`} label={words.until} type="date" value={rule.until} onChange={(until) => set({ until })} />}
      </div>
    </Group>
  );
}

type PartProps = { path: string; rule: Rule; set: (part: Partial<Rule>) => void };

function Weekly({ path, rule, set }: PartProps) {
  return (
    <Group path={`${path}.weekdays`} legend={words.weekdays} hint={words.weekdaysHint}>
      <div class="ticks">
        {WEEKDAYS.map((day, index) => (
          <Tick
            key={day}
            label={messages.site.weekdays[index]!}
            isOn={rule.weekdays.includes(day)}
            onChange={(isOn) => set({ weekdays: toggled(rule.weekdays, day, isOn, [...WEEKDAYS]) as Rule['weekdays'] })}
          />
        ))}
      </div>
    </Group>
  );
}

function Monthly({ path, rule, date, set }: PartProps & { date: string }) {
  const { weekday, nth } = placeInMonth(date);
  const name = messages.site.weekdays[WEEKDAYS.indexOf(weekday)]!;
  const choices = [
    { value: 'date' as const, label: say(words.monthlyDate, { day: noon(date).getUTCDate() }) },
    { value: 'nth' as const, label: say(words.monthlyNth, { nth, weekday: name }) },
    { value: 'last' as const, label: say(words.monthlyLast, { weekday: name }) },
  ];
  return <Select path={`${path}.monthly`} label={words.monthly} value={rule.monthly} onChange={(monthly) => set({ monthly })} choices={choices} />;
}

interface DaysProps {
  path: string;
  field: 'exclude' | 'include';
  days: string[];
  onChange: (days: string[]) => void;
}

/** Dates that are left out, or added. */
function Days({ path, field, days, onChange }: DaysProps) {
  if (days.length === 0) return null;
  return (
    <Group path={`${path}.${field}`} legend={words[field]} withParts>
      <ul class="chips">
        {days.map((at) => {
          const name = shortDay(noon(at.slice(0, 10)));
          return (
            <li key={at}>
              {name} {field === 'include' && at.slice(11)}{' '}
              <button type="button" class="plain small" onClick={() => onChange(days.filter((one) => one !== at))}>
                {say(words.remove, { name })}
              </button>
            </li>
          );
        })}
      </ul>
    </Group>
  );
}
