import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FacetsDocument, type ActivityFilter, type FacetsQuery } from '../../generated/graphql';
import { valuesOf, WHEELCHAIR, withValue } from '../hub/filter';
import { collator, messages, number } from '../hub/messages';
import { DAYS, isDay, isoDay } from '../hub/time';
import { link, type Address } from './address';
import { useAsk } from './ask';
import { useNames } from './facet_names';
import { Near } from './near';
import { isNarrowed, isReversed, weekend } from './state';

const words = messages.site;
/** How long somebody must pause before what they type is looked for. */
const PAUSE_MS = 150;
/** The id of what is said of both days. */
const DAYS_FAULT = 'days-fault';

interface Choice {
  value: string;
  name: string;
  count: number;
  isPart?: boolean;
}

type Facets = FacetsQuery['activities']['facets'];
const FACETS: [string, string, (facets: Facets) => Choice[]][] = [
  ['municipality', words.municipality, (facets) => facets.municipality.map(({ count, municipality }) => ({ count, value: municipality.code, name: municipality.name })).sort((a, b) => collator.compare(a.name, b.name))],
  ['initiative', words.initiative, (facets) => facets.initiative.map(({ count, initiative }) => ({ count, value: initiative.id, name: initiative.name }))],
  ['category', words.category, (facets) => facets.category.map(({ count, term }) => ({ count, value: term.code, name: term.name, isPart: term.parent !== null }))],
  ['audience', words.audience, (facets) => facets.audience.map(({ count, term }) => ({ count, value: term.code, name: term.name }))],
];

export function Filters({ filter, address }: { filter: ActivityFilter | undefined; address: Address }) {
  const { chosen, choose } = address;
  const found = useAsk(FacetsDocument, filter && { filter });
  const facets = found.data?.activities.facets;
  const soon = weekend(isoDay(new Date()));
  const facetsOf = FACETS.map(([name, label, read]) => ({ name, label, choices: facets ? read(facets) : [] }));
  const nameOf = useNames(facets !== undefined && facetsOf.some(({ name, choices }) => unmatched(chosen, name, choices).length > 0));
  const isWeekend = chosen.get('from') === soon.from && chosen.get('to') === soon.to;
  const nothing = Object.fromEntries([...chosen.keys()].filter((name) => !['lang', 'show'].includes(name)).map((name) => [name, '']));
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Search address={address} />
      <div class="quick">
        <Toggle label={words.weekend} isOn={isWeekend} onChange={(isOn) => choose(isOn ? soon : { from: '', to: '' })} />
        <Toggle label={words.free} isOn={chosen.get('free') === 'true'} onChange={(isOn) => choose({ free: isOn ? 'true' : '' })} />
        <Toggle
          label={words.wheelchair}
          isOn={valuesOf(chosen, 'access').includes(WHEELCHAIR)}
          onChange={(isOn) => choose({ access: withValue(valuesOf(chosen, 'access'), WHEELCHAIR, isOn) })}
        />
        <Near address={address} />
      </div>
      <Folding label={messages.calendar.more} isOpen={isWide() || isNarrowed(chosen)}>
        <div class="days">
          <Day label={words.from} name="from" address={address} />
          <Day label={words.to} name="to" address={address} />
          {isReversed(chosen) && <p id={DAYS_FAULT} class="mark">{words.wrongOrder}</p>}
        </div>
        {facetsOf.map(({ name, label, choices }) => {
          // What is chosen and matches nothing must still be there to be taken off.
          const others = unmatched(chosen, name, choices).map((value) => ({ value, name: nameOf(name, value), count: 0 }));
          return <Facet key={name} name={name} label={label} choices={[...choices, ...others]} address={address} />;
        })}
      </Folding>
      {isNarrowed(chosen) && (
        <a href={address.with(nothing)} onClick={link(() => choose(nothing))}>{words.all}</a>
      )}
    </form>
  );
}

/** There is room for what is chosen beside what is found. */
const isWide = () => matchMedia('(min-width: 60rem)').matches;

/** What can be folded up. How it is at first is said once: it must not close under somebody's hands. */
function Folding({ label, isOpen, children }: { label: string; isOpen: boolean; children: ComponentChildren }) {
  const [isOpenAtFirst] = useState(isOpen);
  return (
    <details class="facet" open={isOpenAtFirst}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

/** Looks for words while they are typed. */
function Search({ address: { chosen, choose } }: { address: Address }) {
  const given = chosen.get('text') ?? '';
  const [text, setText] = useState(given);
  // What this field chose itself comes back without the space behind it, while somebody goes on typing.
  const own = useRef(given);
  useEffect(() => {
    if (given !== own.current) setText(given);
    own.current = given;
  }, [given]);
  useEffect(() => {
    const typed = text.trim();
    if (typed === given.trim()) return;
    const pause = setTimeout(() => {
      own.current = typed;
      choose({ text: typed }, 'text');
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text]);
  return (
    <label class="search">
      <span>{words.search}</span>
      <input type="search" name="text" maxLength={2000} placeholder={words.anywhere} value={text} onInput={(event) => setText(event.currentTarget.value)} />
    </label>
  );
}

function Toggle({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <button type="button" class="toggle" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      {label}
    </button>
  );
}

/** A day. It is typed part by part, and on the way there it is one of the year 2 and of the year 20: that is not chosen. */
function Day({ label, name, address: { chosen, choose } }: { label: string; name: string; address: Address }) {
  const given = chosen.get(name)?.slice(0, 10) ?? '';
  const [typed, setTyped] = useState(given);
  useEffect(() => setTyped(given), [given]);
  const change = ({ value, validity }: HTMLInputElement) => {
    setTyped(value);
    if (isDay(value) || (value === '' && !validity.badInput)) choose({ [name]: value }, name);
  };
  const isWrong = isReversed(chosen);
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        name={name}
        min={DAYS.first}
        max={DAYS.last}
        value={typed}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? DAYS_FAULT : undefined}
        onChange={(event) => change(event.currentTarget)}
      />
    </label>
  );
}

/** What is chosen of a facet, and none of what was found has. */
function unmatched(chosen: URLSearchParams, name: string, choices: Choice[]): string[] {
  return valuesOf(chosen, name).filter((value) => !choices.some((choice) => choice.value === value));
}

/** Check boxes with how many there are of each, as if this facet alone were off. */
function Facet({ name, label, choices, address: { chosen, choose } }: { name: string; label: string; choices: Choice[]; address: Address }) {
  const values = valuesOf(chosen, name);
  const change = (value: string, isOn: boolean) => choose({ [name]: withValue(values, value, isOn) });
  return (
    <Folding label={values.length > 0 ? `${label} (${values.length})` : label} isOpen={values.length > 0 || (name === 'municipality' && isWide())}>
      <fieldset>
        <legend class="unseen">{label}</legend>
        {choices.map(({ value, name: text, count, isPart }) => (
          <label key={value} class={isPart ? 'tick part' : 'tick'}>
            <input type="checkbox" name={name} value={value} checked={values.includes(value)} onChange={(event) => change(value, event.currentTarget.checked)} />
            <span>{text} <small>({number.format(count)})</small></span>
          </label>
        ))}
      </fieldset>
    </Folding>
  );
}
