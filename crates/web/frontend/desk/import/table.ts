// A table of texts, as it was given: no cell is a number or a formula.

export interface Table {
  /** What parted its cells. */
  delimiter: string;
  /** Rows with their numbers as a spreadsheet shows them; empty ones are left out. */
  rows: { number: number; cells: string[] }[];
}

/** Why a text is no table: nothing in it, or too much of it. */
export type TableFault = 'empty' | 'many';

export const MOST_ROWS = 5_000;
const DELIMITERS = [';', '\t', ',', '|'];

/** Reads CSV or what was copied from a spreadsheet. */
export async function tableOf(text: string): Promise<Table | { fault: TableFault }> {
  const { default: papaparse } = await import('papaparse');
  const given = text.replace(/^\uFEFF/, '');
  // Empty lines would spoil the guess, and are needed to count rows as the spreadsheet does.
  const guess = papaparse.parse(given, { delimitersToGuess: DELIMITERS, skipEmptyLines: 'greedy', preview: 20 });
  const { delimiter } = guess.meta;
  const rows = parted(given, delimiter)
    .map((cells, place) => ({ number: place + 1, cells: cells.map(plain) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) return { fault: 'empty' };
  if (rows.length > MOST_ROWS + 1) return { fault: 'many' };
  return { delimiter, rows };
}

/** The cells of each line. Quotes enclose a cell only as a whole: `"Den grimme ælling" for børn` is text as it stands. */
function parted(text: string, delimiter: string): string[][] {
  const by = delimiter === '|' ? '\\|' : delimiter;
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"(?=${by}|[\\r\\n]|$)|([^${by}\\r\\n]*))(${by}|\\r?\\n|\\r|$)`, 'y');
  const lines: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const [, quoted, plain = '', end] = cell.exec(text)!;
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== delimiter) lines.push([]);
    else if (cell.lastIndex === text.length) lines.at(-1)!.push('');
  }
  return lines;
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
