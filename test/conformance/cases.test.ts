import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerConfig } from '../../shared/model/image';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { projectFolder } from '../helpers/command-line';
import { BuildHarness } from './build-harness';
import { describeFiles, notCompared, type DescribedFile } from './describe-files';
import { explainedCases } from './differences';

/** What Docker 26.1 made of each case; the folder's README.md says how to read it. */
interface Expected {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly fails?: boolean;
  readonly config?: ContainerConfig;
  readonly files?: Readonly<Record<string, DescribedFile>>;
  readonly absent?: ReadonlyArray<string>;
}

const explained = explainedCases('BuildKit cases');

const folder = process.env['DARKROOM_CASES'] ?? resolve(projectFolder, '..', 'shared', 'cases');
const cases = join(folder, 'build');
const names = existsSync(cases) ? readdirSync(cases).sort() : [];
const baseNames = ['mirror.gcr.io/busybox', 'mirror.gcr.io/alpine', 'alpine', 'busybox'];

describe.skipIf(names.length === 0)('BuildKit cases', () => {
  let harness: BuildHarness;

  beforeAll(async () => {
    harness = await BuildHarness.open();
    const tar = join(harness.folder, 'base.tar');
    const script = join(folder, 'make-base.sh');
    writeFileSync(tar, execFileSync('bash', [script], { maxBuffer: 1 << 28 }));
    await harness.addImage(tar, baseNames);
  });

  afterAll(() => harness?.close());

  it('those that are explained are among them', () => {
    expect(names).toEqual(expect.arrayContaining([...explained.keys()]));
  });

  it.each(names)('%s', async (name) => {
    const difference = await compare(harness, name);
    const why = explained.get(name);
    if (why === undefined) expect(difference).toEqual([]);
    else expect(difference, `no longer differs: ${why}`).not.toEqual([]);
  });
});

async function compare(harness: BuildHarness, name: string): Promise<ReadonlyArray<string>> {
  const place = join(cases, name);
  const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8')) as Expected;
  const contextPath = join(harness.folder, 'contexts', name);
  mkdirSync(contextPath, { recursive: true });
  execFileSync('tar', ['-xzf', join(place, 'context.tar.gz'), '-C', contextPath]);
  const options = {
    contextPath,
    dockerfileText: readFileSync(join(place, 'Dockerfile'), 'utf8'),
    buildArgs: expected.buildArgs,
  };
  if (expected.fails === true) {
    const failed = await harness.build(options).then(
      () => false,
      () => true,
    );
    return failed ? [] : ['the build succeeds'];
  }
  const { config } = await harness.build(options);
  const tree = new ImageTree(harness.store, config.rootfs.diff_ids);
  return [...configDifference(expected, config.config), ...fileDifference(harness, expected, tree)];
}

function configDifference(expected: Expected, actual: ContainerConfig): ReadonlyArray<string> {
  return Object.entries(expected.config ?? {}).flatMap(([key, value]) => {
    if (key === 'Labels' && 'io.buildah.version' in (value as object)) return [];
    const found = (actual as Record<string, unknown>)[key];
    const same = JSON.stringify(found) === JSON.stringify(value);
    return same
      ? []
      : [`config.${key}: ${JSON.stringify(found)}, expected ${JSON.stringify(value)}`];
  });
}

function fileDifference(
  harness: BuildHarness,
  expected: Expected,
  tree: ImageTree,
): ReadonlyArray<string> {
  const base = harness.store.images.find('busybox').config.rootfs.diff_ids;
  const before = describeFiles(new ImageTree(harness.store, base));
  const after = describeFiles(tree);
  const differences: string[] = [];
  for (const [path, wanted] of Object.entries(expected.files ?? {})) {
    if (notCompared.test(path)) continue;
    const found = after.get(path);
    const same = found !== undefined && sameFile(found, wanted);
    if (!same)
      differences.push(`${path}: ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`);
  }
  for (const path of expected.absent ?? [])
    if (after.has(path)) differences.push(`${path} is there`);
  const isExpected = (path: string): boolean => expected.files?.[path] !== undefined;
  for (const [path, found] of after) {
    if (notCompared.test(path) || isExpected(path)) continue;
    const was = before.get(path);
    if (JSON.stringify(was) === JSON.stringify(found)) continue;
    differences.push(`${path}: ${JSON.stringify(found)}, expected ${JSON.stringify(was)}`);
  }
  const gone = new Set(expected.absent);
  for (const path of before.keys()) {
    if (!notCompared.test(path) && !after.has(path) && !gone.has(path))
      differences.push(`${path} is missing`);
  }
  return differences;
}

function sameFile(found: DescribedFile, wanted: DescribedFile): boolean {
  return (Object.keys(wanted) as Array<keyof DescribedFile>).every(
    (key) => found[key] === wanted[key],
  );
}
