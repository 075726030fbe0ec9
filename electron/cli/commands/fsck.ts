import type { Command } from '../command';
import { ProgressLine } from '../output/progress';
import { humanSize } from '../output/units';

export const command: Command = {
  name: 'fsck',
  summary: 'Re-hash every blob and check the index against what is on disk',
  usage: '[OPTIONS]',
  flags: {
    repair: { kind: 'switch', help: 'Mend what can be mended' },
    format: { kind: 'text', help: "'json' for the whole report" },
  },
  interspersed: true,
  usageExitCode: 2,
  args: { min: 0, max: 0 },
  offEngine: () => ({ refused: true, text: 'it checks Darkroom’s own store, and no engine’s' }),
  async run({ flags, io, signal, services }) {
    const { store } = await services();
    const line = new ProgressLine(io.stderr, 'Checking');
    const report = await store.fsck({
      repair: flags.switch('repair'),
      signal,
      onProgress: (done, total) => line.update({ done, total, unit: 'bytes', label: '' }),
    });
    line.done();
    if (flags.text('format') === 'json') {
      io.stdout.write(`${JSON.stringify(report)}\n`);
    } else {
      for (const problem of report.problems) {
        const mended = problem.repaired ? ' (repaired)' : '';
        io.stdout.write(`${problem.code} ${problem.subject}: ${problem.message}${mended}\n`);
      }
      const found =
        report.problems.length === 0 ? 'no problem' : `${report.problems.length} problems`;
      io.stdout.write(
        `${report.checkedBlobs} blobs, ${humanSize(report.checkedBytes)}: ${found}\n`,
      );
    }
    return report.problems.every((problem) => problem.repaired) ? 0 : 1;
  },
};
