import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Darkroom, projectFolder } from '../helpers/command-line';
import { isInstalled, run, runOk } from '../helpers/run';
import { debianMirror, debianTemplate, templateObstacle } from '../helpers/template';

const folder = join(projectFolder, 'test', 'conformance', 'real');
const patienceMs = 900_000;
const quick = { timeoutMs: 20_000 };
const dependency = 'is-odd@3.0.1';

async function mirrorAnswers(): Promise<boolean> {
  const url = `${(await debianMirror()).replace(/\/$/, '')}/dists/bookworm/Release`;
  const timeout = AbortSignal.timeout(10_000);
  return fetch(url, { signal: timeout }).then(
    (response) => response.ok,
    () => false,
  );
}

async function npmAnswers(): Promise<boolean> {
  if (!(await isInstalled('npm'))) return false;
  const asked = await run('npm', ['view', dependency, 'version'], quick).catch(() => null);
  return asked?.exitCode === 0;
}

const obstacle = await templateObstacle();
const hasMirror = obstacle === null && (await mirrorAnswers());
const hasNpm = hasMirror && (await npmAnswers());

/** FROM a root file system that debootstrap made, over the machine's network, with bin/darkroom. */
describe.skipIf(!hasMirror)('Dockerfiles of real life', () => {
  let work = '';
  let darkroom: Darkroom;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'darkroom-real-'));
    darkroom = new Darkroom(join(work, 'store'));
    const { tar } = await debianTemplate();
    await darkroom.ok(['import', tar, 'debian-minbase'], { timeoutMs: patienceMs });
  }, patienceMs);

  afterAll(async () => {
    await darkroom.run(['system', 'prune', '-a', '-f']);
    await rm(work, { recursive: true, force: true });
  });

  async function context(name: string): Promise<string> {
    const path = join(work, name);
    await cp(join(folder, name), path, { recursive: true });
    return path;
  }

  async function build(name: string, args: ReadonlyArray<string> = []): Promise<string> {
    const path = await context(name);
    const options = { timeoutMs: patienceMs };
    return darkroom.ok(['build', '--progress', 'plain', '-t', name, ...args, path], options);
  }

  it(
    'installs packages with apt-get',
    async () => {
      await build('apt');
      expect(await darkroom.ok(['run', '--rm', 'apt'])).toBe('app\npackages work');
      const packages = ['run', '--rm', 'apt', 'find', '/var/cache/apt', '-name', '*.deb'];
      expect(await darkroom.ok(packages), 'a cache mount stays out of the image').toBe('');
    },
    patienceMs,
  );

  it(
    'compiles with gcc in a stage of its own',
    async () => {
      await build('gcc');
      expect(await darkroom.ok(['run', '--rm', 'gcc'])).toBe('compiled for nobody');
      expect(await darkroom.ok(['run', '--rm', 'gcc', 'you'])).toBe('compiled for you');
    },
    patienceMs,
  );

  it.skipIf(!hasNpm)(
    'runs npm ci, with the registry’s settings as secrets',
    async () => {
      const path = await context('npm');
      const npm = (...args: ReadonlyArray<string>): Promise<string> =>
        runOk('npm', args, { cwd: path, ...quick });
      await npm('install', '--package-lock-only', '--ignore-scripts');
      await npm('pack', 'npm@10.9.2', '--silent');
      const packed = (await readdir(path)).find((name) => name.endsWith('.tgz')) ?? '';
      await rename(join(path, packed), join(path, 'npm.tgz'));
      const registry = (await npm('config', 'get', 'registry')).trim();
      const npmrc = join(work, 'npmrc');
      await writeFile(npmrc, `registry=${registry}\n`);
      const configured = (await npm('config', 'get', 'cafile')).trim();
      const secrets = ['--secret', `id=npmrc,src=${npmrc}`];
      if (existsSync(configured)) secrets.push('--secret', `id=certificates,src=${configured}`);
      const options = { timeoutMs: patienceMs };
      await darkroom.ok(['build', '-q', '-t', 'npm', ...secrets, path], options);
      expect(await darkroom.ok(['run', '--rm', 'npm'])).toBe('7 is odd');
      const leftBehind = ['run', '--rm', 'npm', 'sh', '-c', 'ls -A /root /run/secrets 2>&1; true'];
      expect(await darkroom.ok(leftBehind)).not.toMatch(/\.npmrc|certificates/);
    },
    patienceMs,
  );
});
