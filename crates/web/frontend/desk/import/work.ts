// What is being imported. It outlives the tab of the desk and a new sign-in; another desk begins with nothing.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { UpsertOutcome } from '../../../generated/graphql';
import type { Viewer } from '../session';
import { guessed, type Field } from './field';
import type { Table } from './table';

export interface Told {
  outcome: UpsertOutcome;
  errors: { field?: Field; message: string }[];
}

export interface Row {
  /** As the spreadsheet counts it. */
  number: number;
  cells: string[];
  /** What was corrected here. */
  edits: Partial<Record<Field, string>>;
  /** What would become of it as it is now; undefined when not tried since it was changed. */
  tried?: Told;
  /** What became of it as it is now; undefined when not sent since it was changed. */
  sent?: Told;
  /** Its id when it was sent, whether or not an answer came. */
  sentAs?: string;
}

export interface Run {
  /** Apart from that of any other run. */
  id: symbol;
  kind: 'tried' | 'sent';
  done: number;
  all: number;
  isStopping: boolean;
}

export interface Work {
  whose: string;
  step: 'give' | 'columns' | 'check';
  pasted: string;
  file?: { name: string; bytes: Uint8Array };
  table?: Table;
  hasHeaders: boolean;
  headers: string[];
  columns: (Field | '')[];
  /** What holds where no column has anything. */
  fixed: Partial<Record<Field, string>>;
  source: string;
  rows: Row[];
  run?: Run;
  /** Why the last run broke off. */
  fault?: string;
}

const begun = (whose: string): Work => ({
  whose, step: 'give', pasted: '', hasHeaders: true, headers: [], columns: [], fixed: {}, source: '', rows: [],
});

let work = begun('');
const listeners = new Set<() => void>();

export const current = () => work;

export function change(to: Partial<Work>): void {
  work = { ...work, ...to };
  listeners.forEach((tell) => tell());
}

/** The work of this desk, as it is now. */
export function useWork(viewer: Viewer): Work {
  const [, draw] = useState(0);
  // Who comes to it with another desk is somebody else. Who signs in anew while it is shown is not.
  useMemo(() => {
    const whose = [viewer.role, viewer.institution?.id, viewer.municipality?.code].join(' ');
    if (work.whose !== whose) work = begun(whose);
  }, []);
  useEffect(() => {
    const tell = () => draw((count) => count + 1);
    listeners.add(tell);
    return () => void listeners.delete(tell);
  }, []);
  return work;
}

export const restart = () => change({ ...begun(work.whose), table: undefined, file: undefined, run: undefined, fault: undefined });

/** Begins with a table: its first row are headers, or are not. */
export function take(table: Table, hasHeaders = true): void {
  const widest = table.rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const first = hasHeaders ? table.rows[0]!.cells : [];
  const headers = hasHeaders ? first : Array.from({ length: widest }, () => '');
  const rows = (hasHeaders ? table.rows.slice(1) : table.rows).map((row) => ({ ...row, edits: {} }));
  change({ table, hasHeaders, headers, columns: guessed(headers), rows, step: 'columns', fault: undefined });
}

/** What was told of rows no longer holds. */
const untold = ({ tried: _tried, sent: _sent, ...row }: Row): Row => row;

export function choose(to: Pick<Partial<Work>, 'columns' | 'fixed' | 'source'>): void {
  change({ ...to, rows: work.rows.map(untold) });
}

export function correct(number: number, field: Field, text: string): void {
  const edited = (row: Row): Row => ({ ...untold(row), edits: { ...row.edits, [field]: text } });
  change({ rows: work.rows.map((row) => (row.number === number ? edited(row) : row)) });
}

/** What stands in a field of a row. */
export function textIn(row: Row, field: Field, { columns, fixed }: Work): string {
  const column = columns.indexOf(field);
  const own = row.edits[field] ?? (column < 0 ? undefined : row.cells[column]) ?? '';
  return own.trim() === '' ? (fixed[field] ?? '') : own.trim();
}
