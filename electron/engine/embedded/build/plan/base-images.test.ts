import { describe, expect, it } from 'vitest';
import { parseDockerfile, planBuild, type BuildPlan } from '../../../../dockerfile/dockerfile';
import type { ImageRecord } from '../../../../store/store';
import type { ImageRegistry } from '../../../image-registry';
import { InternalSteps, StepNumbers } from '../internal-steps';
import { BaseImages, type BaseImageOptions } from './base-images';

const linux = { os: 'linux', architecture: 'amd64' };
const arm = { os: 'linux', architecture: 'arm64' };
const work = {
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
};

function record(id: string, architecture: string, onBuild: ReadonlyArray<string> = []) {
  const config = { OnBuild: onBuild };
  return { summary: { id }, config: { os: 'linux', architecture, config } } as never as ImageRecord;
}

/** A store with `here:1`, a registry with `there:1` for any processor, and what it was asked for. */
function setUp(options: Partial<BaseImageOptions> = {}, withRegistry = true) {
  const images = new Map([['here:1', record('local', 'amd64')]]);
  const asked: string[] = [];
  const store = {
    images: {
      list: () => [],
      tryFind: (name: string) => images.get(name) ?? null,
      find: (name: string) => images.get(name) as ImageRecord,
    },
  };
  const registry: ImageRegistry = {
    pull(reference, { platform }) {
      asked.push(`${reference} ${platform.architecture}`);
      const imageId = `pulled-${platform.architecture}`;
      images.set(imageId, record(imageId, platform.architecture, ['COPY --from=extra:1 / /x']));
      return Promise.resolve({ imageId, digest: 'sha256:0' });
    },
    push: () => Promise.reject(new Error('nothing is pushed')),
  };
  const steps = new InternalSteps(() => undefined, new StepNumbers());
  const given = { platform: null, pull: false, steps, ...options };
  const bases = new BaseImages(store as never, withRegistry ? registry : undefined, given);
  return { bases, asked };
}

function plan(text: string): BuildPlan {
  const settings = {
    buildArgs: new Map<string, string>(),
    target: undefined,
    buildPlatform: linux,
    targetPlatform: linux,
  };
  return planBuild(parseDockerfile(text), settings);
}

const cases: ReadonlyArray<{
  readonly name: string;
  readonly text: string;
  readonly options?: Partial<BaseImageOptions>;
  readonly asked: ReadonlyArray<string>;
}> = [
  { name: 'asks for nothing that is here', text: 'FROM here:1', asked: [] },
  {
    name: 'asks for what is missing, once, and for what its triggers read',
    text: 'FROM there:1\nFROM there:1\nCOPY --from=0 / /',
    asked: ['there:1 amd64', 'extra:1 amd64'],
  },
  {
    name: 'asks for everything with --pull',
    text: 'FROM here:1',
    options: { pull: true },
    asked: ['here:1 amd64', 'extra:1 amd64'],
  },
  {
    name: 'asks for another platform than is here',
    text: 'FROM --platform=linux/arm64 here:1',
    asked: ['here:1 arm64', 'extra:1 arm64'],
  },
  { name: 'leaves stages alone that nothing needs', text: 'FROM there:1\nFROM here:1', asked: [] },
];

describe('BaseImages', () => {
  it.each(cases)('$name', async ({ text, options, asked }) => {
    const { bases, asked: heard } = setUp(options);
    await bases.fetchAll(plan(text), work);
    expect(heard).toEqual(asked);
  });

  it('keeps platforms of one name apart', async () => {
    const { bases } = setUp();
    await bases.fetchAll(
      plan('FROM --platform=linux/arm64 there:1 AS a\nFROM there:1\nCOPY --from=a / /'),
      work,
    );
    expect([arm, undefined].map((one) => bases.find('there:1', one, undefined).summary.id)).toEqual(
      ['pulled-arm64', 'pulled-amd64'],
    );
  });

  const failures: ReadonlyArray<readonly [string, string, Partial<BaseImageOptions>, string]> = [
    ['a missing image', 'FROM there:1', {}, 'IMAGE_NOT_FOUND'],
    ['another platform', 'FROM here:1', { platform: arm }, 'IMAGE_NOT_FOUND'],
    ['--pull', 'FROM here:1', { pull: true }, 'NOT_SUPPORTED'],
  ];
  it.each(failures)('without a registry says so: %s', async (_name, text, options, code) => {
    const { bases } = setUp(options, false);
    const failed = bases.fetchAll(plan(text), work);
    await expect(failed).rejects.toMatchObject({ code, range: { start: { line: 1 } } });
  });
});
