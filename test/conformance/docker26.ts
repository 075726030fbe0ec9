import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImageConfig } from '../../shared/model/image';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { run, runOk, type RunResult } from '../helpers/run';
import type { BuildHarness } from './build-harness';
import { describeFiles } from './describe-files';
import { parentName, type GoldenCase, type PreparedCase } from './golden-case';
import { builtOutcome, type BaseFacts, type FailedOutcome, type Outcome } from './outcome';

const daemon = process.env['DARKROOM_DOCKER26_HOST'] ?? 'unix:///tmp/peers26/docker.sock';
const peers = process.env['DARKROOM_PEERS'] ?? '/var/tmp/darkroom-peers';
const env = { DOCKER_HOST: daemon };

/** The command that builds: buildx as the docker command's plugin, or of the peers' own tree. */
type Buildx = ReadonlyArray<string>;

/** Docker 26.1 with BuildKit: builds many cases at a time and reads them all at once. */
export class Docker26 {
  /** Findings of the build checks by case, as `Rule:line`. */
  private readonly warnings = new Map<string, ReadonlyArray<string>>();

  private constructor(
    private readonly buildx: Buildx,
    private readonly prefix: string,
  ) {}

  /** Null where it does not answer: the comparison is skipped, and counted. */
  static async find(): Promise<Docker26 | null> {
    const version = await run('docker', ['version', '-f', '{{.Server.Version}}'], { env }).catch(
      () => null,
    );
    if (version?.exitCode !== 0 || !version.stdout.startsWith('26.')) return null;
    const own = join(peers, 'trixie/usr/libexec/docker/cli-plugins/docker-buildx');
    for (const buildx of [['docker', 'buildx'], ...(existsSync(own) ? [[own]] : [])]) {
      const [program = '', ...args] = buildx;
      const answer = await run(program, [...args, 'version'], { env });
      if (answer.exitCode === 0) return new Docker26(buildx, `golden-${process.pid}`);
    }
    return null;
  }

  /**
   * Imports the base of all cases, unless it is there from an earlier run: one image keeps Docker's
   * own build cache of use.
   */
  async provideBase(tarPath: string, name: string): Promise<void> {
    const digest = await sha256File(tarPath);
    const known = `golden-${name}:${digest.slice(0, 12)}`;
    if (!(await this.has(known))) {
      await runOk('docker', ['import', '-c', 'CMD ["sh"]', tarPath, known], { env });
    }
    await runOk('docker', ['tag', known, name], { env });
  }

  async has(image: string): Promise<boolean> {
    return (await run('docker', ['image', 'inspect', image], { env })).exitCode === 0;
  }

  /** Null when the build succeeds, under the case's tag. */
  async build(prepared: PreparedCase): Promise<FailedOutcome | null> {
    const { test, contextPath } = prepared;
    if (test.parent !== null) {
      const parent = ['-f', join(contextPath, 'Dockerfile.parent'), '-t', parentName(test)];
      const { exitCode, stderr } = await this.run([...parent, contextPath]);
      if (exitCode !== 0) throw new Error(`the parent of ${test.name}: ${stderr}`);
    }
    const options = commandOptions(prepared);
    const { exitCode, stderr } = await this.run([...options, '-t', this.tag(test), contextPath]);
    if (exitCode !== 0) return failure(stderr);
    if (test.frontend !== null) this.warnings.set(test.name, warningsIn(stderr));
    return null;
  }

  /** Writes the files of a result into a folder of this machine. */
  async exportFiles(contextPath: string, folder: string): Promise<void> {
    const { exitCode, stderr } = await this.run(['-o', `type=local,dest=${folder}`, contextPath]);
    if (exitCode !== 0) throw new Error(stderr);
  }

  private run(args: ReadonlyArray<string>): Promise<RunResult> {
    const [program = '', ...first] = this.buildx;
    const all = [...first, 'build', '--progress', 'plain', '--network', 'host', ...args];
    return run(program, all, { env });
  }

  /** What the cases that were built came to, by name. */
  async read(
    harness: BuildHarness,
    cases: ReadonlyArray<GoldenCase>,
    base: BaseFacts,
  ): Promise<ReadonlyMap<string, Outcome>> {
    const folder = join(harness.folder, 'saved');
    await mkdir(folder);
    const archive = join(folder, 'images.tar');
    await runOk('docker', ['save', '-o', archive, ...cases.map((test) => this.tag(test))], { env });
    await runOk('tar', ['-xf', archive, '-C', folder]);
    await rm(archive);
    const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const manifests = json('manifest.json') as ReadonlyArray<{
      readonly Config: string;
      readonly Layers: ReadonlyArray<string> | null;
      readonly RepoTags: ReadonlyArray<string> | null;
    }>;
    const diffIds = new Map<string, string>();
    const outcomes = new Map<string, Outcome>();
    for (const { Config, Layers, RepoTags } of manifests) {
      const chain: string[] = [];
      for (const layer of Layers ?? []) {
        const known = diffIds.get(layer) ?? (await harness.addLayer(join(folder, layer)));
        diffIds.set(layer, known);
        chain.push(known);
      }
      const config = json(Config) as ImageConfig;
      const files = describeFiles(new ImageTree(harness.store, chain));
      const outcome = builtOutcome(withChain(config, chain), files, base);
      for (const tag of RepoTags ?? []) {
        const name = tag.split(':')[1] ?? '';
        const warnings = this.warnings.get(name);
        outcomes.set(name, warnings === undefined ? outcome : { ...outcome, warnings });
      }
    }
    return outcomes;
  }

  /** Removes what this run built. */
  async clean(cases: ReadonlyArray<PreparedCase>): Promise<void> {
    const parents = cases
      .filter(({ test }) => test.parent !== null)
      .map(({ test }) => parentName(test));
    const tags = [...cases.map(({ test }) => this.tag(test)), ...parents];
    await run('docker', ['rmi', '-f', ...tags], { env });
  }

  private tag({ name }: GoldenCase): string {
    return `${this.prefix}:${name}`;
  }
}

/** Layers have another digest in our store, where they are written anew. */
function withChain(config: ImageConfig, chain: ReadonlyArray<string>): ImageConfig {
  return { ...config, rootfs: { type: 'layers', diff_ids: [...chain] } };
}

function commandOptions({ test, sshSocket, secretFiles }: PreparedCase): ReadonlyArray<string> {
  const { buildArgs = {}, labels = {}, target } = test.options;
  const pairs = (name: string, values: Readonly<Record<string, string>>): ReadonlyArray<string> =>
    Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`]);
  const secrets = Object.entries(secretFiles);
  return [
    ...pairs('--build-arg', buildArgs),
    ...pairs('--label', labels),
    ...(target === undefined ? [] : ['--target', target]),
    ...secrets.flatMap(([id, path]) => ['--secret', `id=${id},src=${path}`]),
    ...(sshSocket === null ? [] : ['--ssh', `default=${sshSocket}`]),
  ];
}

/** The daemon's own paths and ids, which differ from run to run. */
const notOurs = /\S*\/docker\/\S*(?=\/merged|\/dir)|of ref \S+|sha256:\w+/g;

async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** `- Rule: message (line 3)` */
function warningsIn(output: string): ReadonlyArray<string> {
  const found = output.matchAll(/- ([A-Z]\w+): .*\(line (\d+)\)$/gm);
  return [...found].map(([, rule = '', line = '']) => `${rule}:${line}`).sort();
}

function failure(output: string): FailedOutcome {
  const line = /^\S*Dockerfile:(\d+)$/m.exec(output)?.[1];
  const message = /^ERROR: (?:failed to solve: )?([^\n]*)$/m.exec(output)?.[1] ?? output.trim();
  const plain = message.replace(notOurs, '…');
  return { line: line === undefined ? null : Number(line), message: plain };
}
