// Asks Lighthouse what it thinks of pages: node lighthouse.js FOLDER URL... with an empty folder for the browser's profile.
// Prints the scores, and of a page that is not good enough all that it found; then it ends with 1.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const LEAST = { accessibility: 1, 'best-practices': 0.95 };
/** Speed is not judged: the page is looked at once it asks for nothing more. */
const QUICK = {
  logLevel: 'error',
  throttlingMethod: 'simulate',
  networkQuietThresholdMs: 500,
  cpuQuietThresholdMs: 100,
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  disableFullPageScreenshot: true,
};
/** No sandbox: it refuses root. No background work: it would look for hosts outside the machine at every start. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

function chromium() {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'chromium')).find(isProgram);
  if (!found) throw new Error('chromium is missing: it must be on the PATH');
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Scores of a page by category, and what was found where a score is too low. */
async function judge(url, port) {
  const result = await lighthouse(url, { port, ...QUICK, onlyCategories: Object.keys(LEAST) });
  const { audits, categories, runtimeError } = result.lhr;
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`);
  let isGood = true;
  for (const [name, least] of Object.entries(LEAST)) {
    const { score, auditRefs } = categories[name];
    console.log(`${url}: ${name} ${score}`);
    if (score >= least) continue;
    isGood = false;
    const failed = auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1);
    for (const { id } of failed) console.log(`  ${id}: ${audits[id].title}${places(audits[id])}`);
  }
  return isGood;
}

/** Where something was found: elements, or else what the audit tells of them. */
function places({ details }) {
  const items = details?.items ?? [];
  return items.map((item) => `\n    ${item.node?.snippet ?? item.description ?? JSON.stringify(item)}`).join('');
}

const [folder, ...urls] = process.argv.slice(2);
if (urls.length === 0) throw new Error('usage: node lighthouse.js FOLDER URL...');
const browser = await launch({ chromePath: chromium(), chromeFlags: FLAGS, userDataDir: folder, logLevel: 'error' });
try {
  for (const url of urls) if (!(await judge(url, browser.port))) process.exitCode = 1;
} finally {
  browser.kill();
}
