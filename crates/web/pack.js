// Compresses the built files once, as their names change with their content: what is sent is then only copied.
import { readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const FOLDER = 'dist/assets/';
const TEXTS = /\.(js|css|svg|ttf)$/;
/** Less is one packet either way. */
const LEAST_BYTES = 1024;
/** The two levels above take ten times as long for a twentieth less. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

async function pack(name) {
  const path = FOLDER + name;
  const bytes = await readFile(path);
  if (bytes.length < LEAST_BYTES) return;
  const packed = await Promise.all([promisify(brotliCompress)(bytes, BROTLI), promisify(gzip)(bytes, { level: 9 })]);
  await Promise.all([writeFile(`${path}.br`, packed[0]), writeFile(`${path}.gz`, packed[1])]);
  await unlink(path);
}

await Promise.all((await readdir(FOLDER)).filter((name) => TEXTS.test(name)).map(pack));
