// What it is, whom it is for and where it belongs.
import { messages } from '../../hub/messages';
import { isoDay } from '../../hub/time';
import { useSession } from '../session';
import { useChoices, type Term } from './choices';
import type { Change, Draft } from './draft';
import { Group, Radios, Select, TextField, TextFields, Tick, toggled } from './fields';
import { Partners } from './partners';

const words = messages.desk.form;

export interface SectionProps {
  draft: Draft;
  change: Change<Draft>;
}

export function Texts({ draft, change }: SectionProps) {
  return (
    <section>
      <h2>{words.sections.texts}</h2>
      <TextFields path="title" label={words.title} value={draft.title} isNeeded onChange={(title) => change({ title })} />
      <TextFields path="summary" label={words.summary} hint={words.summaryHint} lines={2} value={draft.summary} onChange={(summary) => change({ summary })} />
      <TextFields path="description" label={words.description} lines={8} value={draft.description} onChange={(description) => change({ description })} />
      <TextField path="tags" label={words.tags} hint={words.tagsHint} withParts value={draft.tags} onChange={(tags) => change({ tags })} />
    </section>
  );
}

export function Kinds({ draft, change }: SectionProps) {
  const { terms } = useChoices();
  return (
    <section>
      <h2>{words.sections.kinds}</h2>
      <Terms path="categories" legend={words.categories} isNeeded terms={terms('CATEGORY')} chosen={draft.categories} onChange={(categories) => change({ categories })} />
      <Terms path="audiences" legend={words.audiences} isNeeded terms={terms('AUDIENCE')} chosen={draft.audiences} onChange={(audiences) => change({ audiences })} />
      <Group path="ageRange" legend={words.age} hint={words.ageHint} kind="inline">
        <TextField path="ageRange.from" label={words.ageFrom} isNumber value={draft.ageFrom} onChange={(ageFrom) => change({ ageFrom })} />
        <TextField path="ageRange.to" label={words.ageTo} isNumber value={draft.ageTo} onChange={(ageTo) => change({ ageTo })} />
      </Group>
      <Terms path="languages" legend={words.languages} hint={words.languagesHint} terms={terms('LANGUAGE')} chosen={draft.languages} onChange={(languages) => change({ languages })} />
    </section>
  );
}

interface TermsProps {
  path: string;
  legend: string;
  hint?: string;
  isNeeded?: boolean;
  terms: Term[];
  chosen: string[];
  onChange: (codes: string[]) => void;
}

/** Check boxes; narrower terms stand with their broader one. */
function Terms({ path, legend, hint, isNeeded, terms, chosen, onChange }: TermsProps) {
  const all = terms.map(({ code }) => code);
  const tick = ({ code, name }: Term) => (
    <Tick key={code} label={name} isOn={chosen.includes(code)} onChange={(isOn) => onChange(toggled(chosen, code, isOn, all))} />
  );
  const under = (code: string) => terms.filter(({ parent }) => parent?.code === code);
  const tops = terms.filter(({ parent }) => !parent);
  const broad = tops.filter(({ code }) => under(code).length > 0);
  return (
    <Group path={path} legend={legend} hint={hint} isNeeded={isNeeded ?? false} withParts kind="terms">
      {broad.map((term) => (
        <div key={term.code} class="ticks" role="group" aria-label={term.name}>
          {tick(term)}
          <div class="narrower">{under(term.code).map(tick)}</div>
        </div>
      ))}
      <div class="ticks">{tops.filter((term) => !broad.includes(term)).map(tick)}</div>
    </Group>
  );
}

export function Belonging({ draft, change, canChoose }: SectionProps & { canChoose: boolean }) {
  return (
    <section>
      <h2>{words.sections.belonging}</h2>
      {canChoose && <Responsible draft={draft} change={change} />}
      <Initiatives draft={draft} change={change} />
      <Partners chosen={draft.partners} responsible={draft.institution} onChange={(partners) => change({ partners })} />
    </section>
  );
}

function Responsible({ draft, change }: SectionProps) {
  const { municipality } = useSession().viewer;
  const { institutions } = useChoices();
  const offered = institutions.filter((one) => !municipality || one.municipality?.code === municipality.code);
  return (
    <Select path="institution" label={words.institution} isNeeded value={draft.institution} onChange={(institution) => change({ institution, images: [] })}>
      <option value="">{words.choose}</option>
      {offered.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
    </Select>
  );
}

function Initiatives({ draft, change }: SectionProps) {
  const { initiatives } = useChoices();
  const today = isoDay(new Date());
  const offered = initiatives.filter(({ id, to }) => !to || to >= today || draft.initiatives.includes(id));
  const all = offered.map(({ id }) => id);
  const tracks = offered.filter(({ id }) => draft.initiatives.includes(id)).flatMap((initiative) => initiative.tracks);
  const codes = tracks.map(({ code }) => code);

  function choose(id: string, isOn: boolean) {
    const chosen = toggled(draft.initiatives, id, isOn, all);
    const left = initiatives.filter((one) => chosen.includes(one.id)).flatMap((one) => one.tracks.map(({ code }) => code));
    change({ initiatives: chosen, tracks: draft.tracks.filter((code) => left.includes(code)) });
  }

  return (
    <>
      <Group path="initiatives" legend={words.belonging} isNeeded withParts>
        <Radios
          name="belonging"
          value={draft.isLocal ? 'local' : 'initiatives'}
          onChange={(value) => change({ isLocal: value === 'local' })}
          choices={[
            { value: 'initiatives', label: words.ofInitiatives },
            { value: 'local', label: words.local },
          ]}
        />
        {!draft.isLocal && (
          <div class="ticks">
            {offered.map(({ id, name }) => (
              <Tick key={id} label={name} isOn={draft.initiatives.includes(id)} onChange={(isOn) => choose(id, isOn)} />
            ))}
          </div>
        )}
      </Group>
      {!draft.isLocal && tracks.length > 0 && (
        <Group path="tracks" legend={words.tracks} withParts>
          <div class="ticks">
            {tracks.map(({ code, name }) => (
              <Tick key={code} label={name} isOn={draft.tracks.includes(code)} onChange={(isOn) => change({ tracks: toggled(draft.tracks, code, isOn, codes) })} />
            ))}
          </div>
        </Group>
      )}
    </>
  );
}
