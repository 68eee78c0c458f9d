// The text of a file: UTF-8 as it should be, UTF-16 as spreadsheets say it of themselves, else Windows' own if asked for.

/** What cannot be read as a table of text. */
export type FileFault = 'workbook' | 'encoding' | 'large';

const LARGEST_BYTES = 20_000_000;
const begins = (bytes: Uint8Array, ...with_: number[]) => with_.every((byte, place) => bytes[place] === byte);

/** The text of these bytes; else why it is none. A mark of the encoding at its beginning is no text. */
export function textOf(bytes: Uint8Array, encoding: 'utf-8' | 'windows-1252' = 'utf-8'): string | { fault: FileFault } {
  if (bytes.length > LARGEST_BYTES) return { fault: 'large' };
  // A workbook is a ZIP file, or in the old form a compound document.
  if (begins(bytes, 0x50, 0x4b, 3, 4) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return { fault: 'workbook' };
  if (begins(bytes, 0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes);
  if (begins(bytes, 0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { fault: 'encoding' };
  }
}
