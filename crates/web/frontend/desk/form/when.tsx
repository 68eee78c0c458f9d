// When and where: single times, series, and periods with opening hours.
import type { ComponentChildren } from 'preact';
import { messages, say } from '../../hub/messages';
import type { AttendanceMode } from '../../../generated/graphql';
import { isSame, newOccurrence, newPeriod, newSeries, type Change, type When } from './draft';
import { Group, Select } from './fields';
import { OccurrenceFields } from './occurrence';
import { PeriodFields } from './period';
import { Rows } from './rows';
import { SeriesFields } from './series';

const words = messages.desk.form;

interface Props {
  when: When;
  institution: string;
  change: Change<When>;
}

export function WhenFields({ when, institution, change }: Props) {
  // The place of what is added is most often that of what is there.
  const { occurrences, series, periods } = when;
  const known = occurrences[occurrences.length - 1]?.place ?? series[0]?.first.place ?? periods[0]?.place;
  const venue = known?.kind === 'venue' ? known.venue : '';
  // Who begins with a series or a period leaves the empty date alone that the form begins with.
  const touched = occurrences.filter((one) => !isSame(one, newOccurrence()));
  return (
    <>
      <Kind path="occurrences" legend={words.occurrences}>
        <Rows
          items={occurrences}
          onChange={(occurrences) => change({ occurrences })}
          add={{ label: words.addOccurrence, make: () => newOccurrence(venue) }}
          nameOf={(place) => say(words.occurrenceName, { place })}
        >
          {(one, index, changeOne) => (
            <Group path={`occurrences.${index}`} legend={say(words.occurrenceName, { place: index + 1 })} kind="card">
              <OccurrenceFields path={`occurrences.${index}`} value={one} institution={institution} onChange={changeOne} />
            </Group>
          )}
        </Rows>
      </Kind>
      <Kind path="series" legend={words.series}>
        <Rows
          items={series}
          onChange={(series) => change({ series, ...(series.length > when.series.length && { occurrences: touched }) })}
          add={{ label: words.addSeries, make: () => newSeries(venue) }}
          nameOf={(place) => say(words.seriesName, { place })}
        >
          {(one, index, changeOne) => (
            <Group path={`series.${index}`} legend={say(words.seriesName, { place: index + 1 })} kind="card">
              <SeriesFields path={`series.${index}`} value={one} institution={institution} onChange={changeOne} />
            </Group>
          )}
        </Rows>
      </Kind>
      <Kind path="periods" legend={words.periods}>
        <Rows
          items={periods}
          onChange={(periods) => change({ periods, ...(periods.length > when.periods.length && { occurrences: touched }) })}
          add={{ label: words.addPeriod, make: () => newPeriod(venue) }}
          nameOf={(place) => say(words.periodName, { place })}
        >
          {(one, index, changeOne) => (
            <Group path={`periods.${index}`} legend={say(words.periodName, { place: index + 1 })} kind="card">
              <PeriodFields path={`periods.${index}`} value={one} institution={institution} onChange={changeOne} />
            </Group>
          )}
        </Rows>
      </Kind>
    </>
  );
}

function Kind({ path, legend, children }: { path: string; legend: string; children: ComponentChildren }) {
  return (
    <Group path={path} legend={legend} kind="kind">
      {children}
    </Group>
  );
}

export function ModeField({ mode, onChange }: { mode: AttendanceMode; onChange: (mode: AttendanceMode) => void }) {
  const choices = (['ON_SITE', 'ONLINE', 'MIXED'] as const).map((value) => ({ value, label: words.modes[value] }));
  return <Select path="attendanceMode" label={words.mode} value={mode} choices={choices} onChange={onChange} />;
}
