/**
 * Speed beside the peers and the physical limit, measured in this run on this machine. Prints ratios.
 *
 *   node bench/run.mjs [--runs N] [row ...]      rows: version import first-run
 *     build cached one-changed packages start snapshot many-files still transfer memory window
 */
import { Report } from './lib/report.mjs';
import { findDockers } from './lib/dockers.mjs';
import { darkroom, makeScratch, project, template as makeTemplate } from './lib/setting.mjs';
import { electronPath } from './lib/electron.mjs';
import { cachedRows, freshRows, oneChangedRows, packagesRow } from './rows/build.mjs';
import { firstRunRows, importRows } from './rows/import.mjs';
import { manyFilesRows, startRows, stillRow } from './rows/container.mjs';
import { snapshotRow } from './rows/snapshot.mjs';
import { memoryRow, versionRow } from './rows/command.mjs';
import { transferRows } from './rows/transfer.mjs';
import { windowRows } from './rows/window.mjs';

const rows = {
  version: versionRow,
  import: importRows,
  'first-run': firstRunRows,
  build: freshRows,
  cached: cachedRows,
  'one-changed': oneChangedRows,
  packages: packagesRow,
  start: startRows,
  snapshot: snapshotRow,
  'many-files': manyFilesRows,
  still: stillRow,
  transfer: transferRows,
  memory: memoryRow,
  window: windowRows,
};

const words = process.argv.slice(2);
const runsAt = words.indexOf('--runs');
const runs = runsAt === -1 ? 5 : Number(words.splice(runsAt, 2)[1]);
const wanted = words.length === 0 ? Object.keys(rows) : words;
for (const name of wanted) {
  if (!Object.hasOwn(rows, name)) {
    process.stderr.write(`there is no row ${name}: ${Object.keys(rows).join(', ')}\n`);
    process.exit(2);
  }
}

const report = new Report();
const scratch = makeScratch();
try {
  const setting = {
    report,
    runs,
    scratch,
    darkroom,
    project,
    electron: electronPath(),
    dockers: await findDockers(),
    template: await makeTemplate(),
  };
  for (const name of wanted) await rows[name](setting);
} finally {
  scratch.remove();
}
const missed = report.rows.filter((row) => !row.met).length;
process.stdout.write(`${report.rows.length} ratios, ${missed} over their goal\n`);
