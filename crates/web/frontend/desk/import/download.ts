// A file of the rows that were not taken, as they were given and corrected, with what is wrong: to be mended and imported.
import { messages } from '../../hub/messages';
import { FIELD_NAMES } from './field';
import type { ReadRow } from './reading';
import { csvOf } from './table';
import { allWrong } from './told';
import type { Work } from './work';

const words = messages.desk.import.check;

export function download(work: Work, rows: ReadRow[]): void {
  const hasIds = work.columns.includes('externalId');
  const lines = rows.map((read) => {
    const cells = work.headers.map((_, place) => {
      const field = work.columns[place];
      return (field ? read.row.edits[field] : undefined) ?? read.row.cells[place] ?? '';
    });
    // Cells beyond the headers stay beyond them, so that the row is told of again.
    return [...cells, allWrong(read, FIELD_NAMES, hasIds), ...read.row.cells.slice(work.headers.length)];
  });
  // What was pasted comes from a spreadsheet, and those of Denmark part cells by semicolons.
  const delimiter = work.table?.delimiter === ',' ? ',' : ';';
  const file = new Blob([csvOf([[...work.headers, words.wrongColumn], ...lines], delimiter)], { type: 'text/csv' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = words.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
