// Figures as they are typed, and how they become an input. Field names are those of `AttendanceInput`.
import { messages } from '../../hub/messages';
import { asSentence } from '../sentence';
import type {
  AgeBand,
  AttendanceInput,
  ReportedFiguresFragment,
  Who5Input,
} from '../../../generated/graphql';

const words = messages.desk.attendance;

/** Youngest first. */
export const BANDS: AgeBand[] = ['AGE_0_2', 'AGE_3_6', 'AGE_7_12', 'AGE_13_17', 'AGE_18_25', 'AGE_26_64', 'AGE_65_UP'];
/** Those from outside the region, where others have the code of a municipality. */
export const OUTSIDE = '';

/** Texts by the path of their field: `total`, `byAge.AGE_3_6`, `byMunicipality.259`, `who5Before.mean`. */
export type Typed = Record<string, string>;
/** What is wrong, by the same paths. */
export type Wrong = Record<string, string>;

type Figures = ReportedFiguresFragment;
type Count = { count?: number | null; withheld: boolean } | null | undefined;

/** What is known, to be corrected. What is withheld from this reader is left empty. */
export function typedOf(figures?: Figures): Typed {
  if (!figures) return {};
  const text = (count: Count) => (count?.count != null ? String(count.count) : '');
  const mean = (value?: number | null) => (value == null ? '' : String(value).replace('.', words.decimal));
  return {
    total: text(figures.total),
    firstTime: text(figures.firstTime),
    enrolled: text(figures.enrolled),
    completed: text(figures.completed),
    ...Object.fromEntries(figures.byAge.map((one) => [`byAge.${one.band}`, text(one)])),
    ...Object.fromEntries(figures.byMunicipality.map((one) => [`byMunicipality.${one.municipality?.code ?? OUTSIDE}`, text(one)])),
    'who5Before.mean': mean(figures.who5Before?.mean),
    'who5Before.n': text({ count: figures.who5Before?.n, withheld: false }),
    'who5After.mean': mean(figures.who5After?.mean),
    'who5After.n': text({ count: figures.who5After?.n, withheld: false }),
  };
}

/** Whether something of this is withheld from this reader. */
export function withholds(figures: Figures): boolean {
  const { total, firstTime, enrolled, completed, byAge, byMunicipality, who5Before, who5After } = figures;
  return [total, firstTime, enrolled, completed, who5Before, who5After, ...byAge, ...byMunicipality].some((one) => one?.withheld);
}

/** The input, or what is no number by its path. */
export function inputOf(typed: Typed): { input: AttendanceInput; wrong: Wrong } {
  const wrong: Wrong = {};
  const read = (path: string, form: RegExp, said: string) => {
    const text = (typed[path] ?? '').replace(/\s/g, '');
    if (text === '') return null;
    if (form.test(text)) return Number(text.replace(',', '.'));
    wrong[path] = said;
    return null;
  };
  const count = (path: string) => read(path, /^\d{1,9}$/, words.notWhole);
  const who5 = (name: string): Who5Input | null => {
    const [mean, n] = [read(`${name}.mean`, /^\d{1,9}([.,]\d+)?$/, words.notNumber), count(`${name}.n`)];
    if (mean !== null && n === null) wrong[`${name}.n`] ??= words.both;
    if (n !== null && mean === null) wrong[`${name}.mean`] ??= words.both;
    return mean === null || n === null ? null : { mean, n };
  };
  const input: AttendanceInput = {
    total: count('total'),
    firstTime: count('firstTime'),
    enrolled: count('enrolled'),
    completed: count('completed'),
    byAge: parts(typed, 'byAge').flatMap((band) => counted(count(`byAge.${band}`), { band: band as AgeBand })),
    byMunicipality: parts(typed, 'byMunicipality').flatMap((code) =>
      counted(count(`byMunicipality.${code}`), { municipality: code === OUTSIDE ? null : code })),
    who5Before: who5('who5Before'),
    who5After: who5('who5After'),
  };
  return { input, wrong };
}

const counted = <Part extends object>(count: number | null, part: Part) => (count === null ? [] : [{ ...part, count }]);

/** What of a breakdown something was typed for, in the order it is sent. */
const parts = (typed: Typed, field: string) =>
  Object.keys(typed).filter((path) => path.startsWith(`${field}.`) && typed[path]!.trim() !== '').map((path) => path.slice(field.length + 1));

/** What the hub refused, at the fields that were typed: it counts the parts that were sent, from 0. */
export function wrongOf(mistakes: { field: string; message: string }[], typed: Typed): Wrong {
  const wrong: Wrong = {};
  for (const { field, message } of mistakes) {
    const said = asSentence(message);
    const [name = '', place] = field.split('.');
    const part = place === undefined ? undefined : parts(typed, name)[Number(place)];
    const path = part === undefined ? field : `${name}.${part}`;
    wrong[path] = wrong[path] ? `${wrong[path]} ${said}` : said;
  }
  return wrong;
}
