import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageConfig } from '../../shared/model/image';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { projectFolder } from '../helpers/command-line';
import { BuildHarness } from './build-harness';
import { describeFiles } from './describe-files';
import { Docker26, type BuiltImage } from './docker26';
import { ownCases, type ContextFile, type OwnCase } from './own-cases';

const shared = process.env['DARKROOM_CASES'] ?? resolve(projectFolder, '..', 'shared', 'cases');
const makeBase = join(shared, 'make-base.sh');
const program = existsSync(makeBase) ? Docker26.find() : null;

/** Differences that are meant, and why. */
const explained: Readonly<Record<string, string>> = {};

describe.skipIf(program === null)('our builds beside those of Docker 26.1', () => {
  let harness: BuildHarness;
  let docker: Docker26;

  beforeAll(async () => {
    harness = await BuildHarness.open();
    docker = new Docker26(harness, program ?? '');
    const tar = join(harness.folder, 'base.tar');
    writeFileSync(tar, execFileSync('bash', [makeBase], { maxBuffer: 1 << 28 }));
    await harness.addImage(tar, ['busybox']);
    await docker.import(tar, 'busybox');
  });

  afterAll(() => harness?.close());

  it.each(ownCases)('$name', async (test) => {
    if (test.parent !== undefined) {
      const parent = writeContext(harness, {
        ...test,
        name: `${test.name} parent`,
        dockerfile: test.parent,
      });
      await docker.build(parent, 'parent', []);
      await harness.build({ contextPath: parent, tags: ['parent'] });
    }
    const contextPath = writeContext(harness, test);
    const theirs = await docker.build(contextPath, 'darkroom-test', test.options ?? []);
    const ours = await buildOurs(harness, contextPath, test.options ?? []);
    if (explained[test.name] !== undefined) expect(summary(ours)).not.toEqual(summary(theirs));
    else expect(summary(ours)).toEqual(summary(theirs));
    expect(theirs === null).toBe(/fail|refuses/.test(test.name));
  });
});

let counter = 0;
const caseTime = Math.floor(Date.now() / 1000) - 100_000_000;

function writeContext(harness: BuildHarness, test: OwnCase): string {
  counter += 1;
  const folder = join(harness.folder, `own-${counter}`);
  mkdirSync(folder);
  for (const [name, file] of Object.entries({ Dockerfile: test.dockerfile, ...test.files })) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeContextFile(path, file);
    // BuildKit takes a file of the same name, size and time for the same: every case has its own time
    if (typeof file === 'string') utimesSync(path, caseTime + counter, caseTime + counter);
  }
  return folder;
}

function writeContextFile(path: string, file: ContextFile): void {
  if (typeof file === 'string') {
    writeFileSync(path, file);
  } else if (file.folder === true) {
    mkdirSync(path);
  } else if (file.link !== undefined) {
    symlinkSync(file.link, path);
  } else if (file.tar !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'darkroom-tar-'));
    writeFileSync(path, execFileSync('sh', ['-c', file.tar], { cwd: folder, maxBuffer: 1 << 26 }));
    rmSync(folder, { recursive: true, force: true });
  } else {
    writeFileSync(path, file.text ?? '');
    chmodSync(path, file.mode ?? 0o644);
  }
}

async function buildOurs(
  harness: BuildHarness,
  contextPath: string,
  options: ReadonlyArray<string>,
): Promise<BuiltImage | string> {
  const buildArgs: Record<string, string> = {};
  const labels: Record<string, string> = {};
  let target: string | undefined;
  for (let index = 0; index < options.length; index += 2) {
    const [name = '', value = ''] = (options[index + 1] ?? '').split('=');
    if (options[index] === '--build-arg') buildArgs[name] = value;
    if (options[index] === '--label') labels[name] = value;
    if (options[index] === '--target') target = name;
  }
  try {
    const { config } = await harness.build({
      contextPath,
      buildArgs,
      labels,
      ...(target === undefined ? {} : { target }),
    });
    return { config, files: describeFiles(new ImageTree(harness.store, config.rootfs.diff_ids)) };
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

/** What has to be the same: config, history without times, number of layers, every file. */
function summary(image: BuiltImage | string | null): unknown {
  if (image === null || typeof image === 'string') return 'fails';
  return { ...configSummary(image.config), files: Object.fromEntries([...image.files].sort()) };
}

function configSummary(config: ImageConfig) {
  const { architecture, os, author, rootfs } = config;
  const history = config.history.filter((entry) => entry.comment?.startsWith('Imported') !== true);
  return {
    architecture,
    os,
    author,
    config: Object.fromEntries(Object.entries(config.config).filter(([, value]) => value != null)),
    layers: rootfs.diff_ids.length,
    history: history.map(({ created_by, comment, empty_layer }) => ({
      created_by,
      comment,
      empty_layer,
    })),
  };
}
