// All rows as the hub takes them, with what is wrong by row and field before anything is sent.
import { useMemo } from 'preact/hooks';
import type { Field } from './field';
import { itemOf, type Reading } from './item';
import { textIn, type Row, type Work } from './work';
import type { Words } from './words';

export interface ReadRow extends Reading {
  row: Row;
  /** The row with the same id, which comes first. */
  sameAs?: number;
  /** More cells than there are headers: something parts them that should not. */
  isTooWide: boolean;
  isSound: boolean;
}

/** Reads only rows that changed. */
export function useReadings(work: Work, words: Words | undefined): ReadRow[] {
  const { columns, fixed, source, headers, rows } = work;
  const read = useMemo(() => {
    const known = new WeakMap<Row, Reading>();
    return (row: Row) => {
      const reading = known.get(row) ?? itemOf((field) => textIn(row, field, work), words!, { name: source.trim(), sentAs: row.sentAs });
      known.set(row, reading);
      return reading;
    };
  }, [columns, fixed, source, words]);
  return useMemo(() => {
    if (!words) return [];
    const seen = new Map<string, number>();
    return rows.map((row) => {
      const reading = read(row);
      const id = reading.item.source!.externalId;
      const sameAs = seen.get(id);
      if (sameAs === undefined) seen.set(id, row.number);
      // Who corrected something in it has seen it.
      const isTooWide = Object.keys(row.edits).length === 0 && row.cells.slice(headers.length).some((cell) => cell !== '');
      return { ...reading, row, sameAs, isTooWide, isSound: reading.faults.size === 0 && sameAs === undefined && !isTooWide };
    });
  }, [rows, read, headers, words]);
}

/** The field of a row that a path of the input is about. */
export function fieldOf(path: string, has: (field: Field) => boolean, links: string[]): Field | undefined {
  const [first = '', second = '', third = ''] = path.split('.');
  const either = (one: Field, other: Field) => (has(one) || !has(other) ? one : other);
  if (first === 'occurrences') {
    if (third === 'startsAt' || third === 'allDay' || third === '') return either('date', 'start');
    if (third === 'endsAt') return has('end') ? 'end' : has('endTime') ? 'endTime' : either('date', 'start');
    if (third === 'at') return either('venue', 'place');
    return third === 'room' || third === 'capacity' ? third : undefined;
  }
  if (first === 'links') return { WEBSITE: 'website', TICKETS: 'tickets', REGISTRATION: 'registration' }[links[Number(second)] ?? ''] as Field | undefined;
  const direct: Record<string, Field> = {
    categories: 'categories', audiences: 'audiences', ageRange: 'ages', languages: 'languages', tags: 'tags', price: 'price',
    institution: 'institution', partners: 'partners', initiatives: 'initiatives', local: 'initiatives', attendanceMode: 'online',
    draft: 'draft', source: 'externalId',
    title: second === 'en' ? 'titleEn' : 'title',
    summary: second === 'en' ? 'summaryEn' : 'summary',
    description: second === 'en' ? 'descriptionEn' : 'description',
  };
  return direct[first];
}

export const isWrong = ({ row, isSound }: ReadRow) => !isSound || row.tried?.outcome === 'REFUSED' || row.sent?.outcome === 'REFUSED';
export const isTaken = ({ row }: ReadRow) => row.sent !== undefined && row.sent.outcome !== 'REFUSED';
/** What a dry run has not told yet. */
export const isUntried = ({ row, isSound }: ReadRow) => isSound && row.tried === undefined && row.sent === undefined;
/** What can be sent now. */
export const isReady = (read: ReadRow) => read.isSound && read.row.tried !== undefined && read.row.tried.outcome !== 'REFUSED' && read.row.sent === undefined;
