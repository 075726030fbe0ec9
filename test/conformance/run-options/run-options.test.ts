import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerPeer } from '../../helpers/peers';
import { currentUser } from '../../e2e/harness/ordinary-user';
import { SandboxHost } from '../../sandbox/sandbox-host';
import { baseObstacle, richChanges, writeBase } from './base-image';
import type { Outcome, RunCase } from './run-case';
import { runCases } from './run-cases';
import { runCase, type Places, type Program } from './run-both';

const docker = await dockerPeer('docker 26.1');
const obstacle = await baseObstacle();
/** How many cases run at once. */
const lanes = 3;

type Result = Outcome & { readonly stderr: string };
interface Pair {
  readonly ours: Result;
  readonly theirs: Result;
}

describe.skipIf(docker === null || obstacle !== null)(
  'run and its options beside Docker 26.1',
  () => {
    const prefix = `darkroom-run-${process.pid}`;
    let folder: string;
    let host: SandboxHost;
    const pairs = new Map<RunCase, Pair>();

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'darkroom-run-options-'));
      host = await SandboxHost.create(currentUser());
      writeFiles(folder);
      const places: Places = { base: `${prefix}-base`, rich: `${prefix}-rich`, folder, prefix };
      const tar = join(folder, 'base.tar');
      await writeBase(tar);
      const ours: Program = (args, options) => host.darkroom(args, options);
      const theirs: Program = (args, options) => docker?.run(args, options) ?? host.darkroom([]);
      const changes = richChanges.flatMap((change) => ['-c', change]);
      for (const program of [ours, theirs]) {
        await program(['import', tar, places.base]);
        await program(['import', ...changes, tar, places.rich]);
        await program([
          'create',
          '--network',
          'host',
          '--name',
          `${prefix}-named`,
          '-v',
          '/data',
          places.base,
          'true',
        ]);
      }
      const queues = Array.from({ length: lanes }, (_, lane) =>
        runCases
          .map((item, index) => ({ item, index }))
          .slice(
            Math.floor((runCases.length * lane) / lanes),
            Math.floor((runCases.length * (lane + 1)) / lanes),
          ),
      );
      await Promise.all(
        queues.map(async (queue) => {
          for (const { item, index } of queue) {
            const [mine, other] = await Promise.all([
              runCase(ours, places, item, index),
              runCase(theirs, places, item, index),
            ]);
            pairs.set(item, { ours: mine, theirs: other });
          }
        }),
      );
    }, 600_000);

    afterAll(async () => {
      const names = [`${prefix}-named`, ...runCases.map((_, index) => `${prefix}-case-${index}`)];
      await docker?.run(['rm', '-fv', ...names]);
      await docker?.run([
        'volume',
        'rm',
        '-f',
        ...['a', 'b', 'c'].map((end) => `${prefix}-${end}`),
      ]);
      await docker?.run(['rmi', '-f', `${prefix}-base`, `${prefix}-rich`]);
      await host?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 120_000);

    it('has a table of at least 80 command lines', () => {
      expect(runCases.length).toBeGreaterThanOrEqual(80);
      expect(new Set(runCases.map(({ name }) => name)).size).toBe(runCases.length);
    });

    it.each(runCases)('$name', (item) => {
      const { ours, theirs } = pairs.get(item) as Pair;
      if (item.says !== undefined) {
        expect(theirs.stderr).toMatch(item.says);
        expect(ours.stderr).toMatch(item.says);
      }
      const expected = { ...outcome(theirs), ...item.differs?.ours };
      expect(outcome(ours), ours.stderr).toEqual(expected);
      if (item.differs !== undefined) expect(outcome(ours)).not.toEqual(outcome(theirs));
    });
  },
);

/** Where a variable is given twice, Docker puts them all through a Go map, whose order is random. */
function outcome({ exitCode, stdout, fields }: Outcome): Outcome {
  const env = fields['Config.Env'];
  const ordered = Array.isArray(env) ? { 'Config.Env': [...(env as string[])].sort() } : {};
  return { exitCode, stdout, fields: { ...fields, ...ordered } };
}

function writeFiles(folder: string): void {
  mkdirSync(join(folder, 'shared', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'shared', 'file'), 'of the host\n');
  const env = '# a comment\n\nONE=1\n  TWO=two words \nDARKROOM_CASE\nDARKROOM_NOT_SET\nEMPTY=\n';
  writeFileSync(join(folder, 'env'), env);
  writeFileSync(join(folder, 'env-bad'), 'A B=1\n');
  writeFileSync(join(folder, 'labels'), '# a comment\none=1\ntwo\n');
  const profile = {
    defaultAction: 'SCMP_ACT_ALLOW',
    archMap: [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] }],
    syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }],
  };
  writeFileSync(join(folder, 'profile.json'), JSON.stringify(profile));
}
