// A table of texts, as it was given: no cell is a number or a formula.

export interface Table {
  /** What parted its cells. */
  delimiter: string;
  /** Rows with their numbers as a spreadsheet shows them; empty ones are left out. */
  rows: { number: number; cells: string[] }[];
}

/** Why a text is no table: a quote that is never closed, by its row; nothing in it; or too much of it. */
export type TableFault = { kind: 'quotes'; row: number } | { kind: 'empty' } | { kind: 'many' };

export const MOST_ROWS = 5_000;
const DELIMITERS = [';', '\t', ',', '|'];

/** Reads CSV or what was copied from a spreadsheet. */
export async function tableOf(text: string): Promise<Table | { fault: TableFault }> {
  const { default: papaparse } = await import('papaparse');
  const given = text.replace(/^\uFEFF/, '');
  // Empty lines would spoil the guess, and are needed to count rows as the spreadsheet does.
  const guess = papaparse.parse(given, { delimitersToGuess: DELIMITERS, skipEmptyLines: 'greedy', preview: 20 });
  const { delimiter } = guess.meta;
  const { data, errors } = papaparse.parse<string[]>(given, { delimiter });
  const quotes = errors.find((error) => error.type === 'Quotes');
  if (quotes) return { fault: { kind: 'quotes', row: (quotes.row ?? 0) + 1 } };
  const rows = data
    .map((cells, place) => ({ number: place + 1, cells: cells.map(plain) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) return { fault: { kind: 'empty' } };
  if (rows.length > MOST_ROWS + 1) return { fault: { kind: 'many' } };
  return { delimiter, rows };
}

/** Our own files of what was refused put a mark before what a spreadsheet would take for a formula. */
function plain(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');
}

/** A text of the form CSV; no cell is taken for a formula by a spreadsheet. */
export function csvOf(rows: string[][], delimiter: string): string {
  const lines = rows.map((row) => row.map((cell) => quoted(harmless(cell), delimiter)).join(delimiter));
  // Spreadsheets take a file for UTF-8 only if it begins so.
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function harmless(cell: string): string {
  const isNumber = /^[+-]?\d+(\.\d+)?$/.test(cell);
  return /^[=+\-@\t\r]/.test(cell) && !isNumber ? `'${cell}` : cell;
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
