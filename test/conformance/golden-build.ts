import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DarkroomError } from '../../shared/errors';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { BuildHarness } from './build-harness';
import { describeFiles } from './describe-files';
import type { Docker26 } from './docker26';
import {
  makeBase,
  makeContext,
  parentName,
  type GoldenCase,
  type PreparedCase,
} from './golden-case';
import { builtOutcome, type BaseFacts, type Outcome } from './outcome';

const atOnce = 6;

/** The cases with their contexts made, a store to build them in, and what Docker made of them. */
export class GoldenBuild {
  private readonly outcomes = new Map<string, Promise<Outcome>>();
  private theirs: ReadonlyMap<string, Outcome> = new Map();

  private constructor(
    private readonly harness: BuildHarness,
    private readonly agent: Server,
    private readonly base: BaseFacts,
    private readonly prepared: ReadonlyMap<string, PreparedCase>,
    private readonly docker: Docker26 | null,
  ) {}

  static async open(
    cases: ReadonlyArray<GoldenCase>,
    docker: Docker26 | null,
  ): Promise<GoldenBuild> {
    const harness = await BuildHarness.open();
    const tar = join(harness.folder, 'base.tar');
    await makeBase(tar);
    const diffId = await harness.addImage(tar, ['base']);
    const base = { diffId, files: describeFiles(new ImageTree(harness.store, [diffId])) };
    const sshSocket = join(harness.folder, 'agent');
    const agent = createServer((connection) => connection.end()).listen(sshSocket);
    const prepared = new Map<string, PreparedCase>();
    await severalAtOnce(cases, async (test) => {
      prepared.set(test.name, await prepare(harness, test, sshSocket));
    });
    const golden = new GoldenBuild(harness, agent, base, prepared, docker);
    await docker?.provideBase(tar, 'base');
    return golden;
  }

  /** Has Docker build the cases, several at a time. */
  async askDocker(docker: Docker26, cases: ReadonlyArray<GoldenCase>): Promise<void> {
    const found = new Map<string, Outcome>();
    await severalAtOnce(cases, async ({ name, options }) => {
      const prepared = this.preparedCase(name);
      let failure = await docker.build(prepared);
      // The daemon is shared with tests that prune it, which can end a build that has nothing wrong.
      if (failure !== null && options.fails === undefined) failure = await docker.build(prepared);
      if (failure !== null) found.set(name, failure);
    });
    const built = cases.filter(({ name }) => !found.has(name));
    const outcomes = await docker.read(this.harness, built, this.base);
    this.theirs = new Map([...found, ...outcomes]);
  }

  /** What Docker made of a case in this run. */
  dockers(name: string): Outcome {
    const found = this.theirs.get(name);
    if (found === undefined) throw new Error(`docker did not build ${name}`);
    return found;
  }

  /** What we make of a case; built once. */
  ours(name: string): Promise<Outcome> {
    const running = this.outcomes.get(name) ?? this.build(this.preparedCase(name));
    this.outcomes.set(name, running);
    return running;
  }

  async close(): Promise<void> {
    await this.docker?.clean([...this.prepared.values()]);
    this.agent.close();
    await this.harness.close();
  }

  private preparedCase(name: string): PreparedCase {
    const found = this.prepared.get(name);
    if (found === undefined) throw new Error(`${name} was not prepared`);
    return found;
  }

  private async build({ test, contextPath, sshSocket, secretFiles }: PreparedCase) {
    const { harness } = this;
    const { buildArgs = {}, labels = {}, target } = test.options;
    try {
      if (test.parent !== null) {
        const dockerfilePath = join(contextPath, 'Dockerfile.parent');
        await harness.build({ contextPath, dockerfilePath, tags: [parentName(test)] });
      }
      const { config, result } = await harness.build({
        contextPath,
        buildArgs,
        labels,
        ...(target === undefined ? {} : { target }),
        secrets: Object.fromEntries(
          Object.entries(secretFiles).map(([id, path]) => [id, { kind: 'file', path }]),
        ),
        ...(sshSocket === null ? {} : { sshAgents: { default: sshSocket } }),
      });
      const files = describeFiles(new ImageTree(harness.store, config.rootfs.diff_ids));
      const outcome = builtOutcome(config, files, this.base);
      if (test.frontend === null) return outcome;
      const warnings = result.warnings.map(({ rule, range }) => `${rule}:${range.start.line}`);
      return { ...outcome, warnings: warnings.sort() };
    } catch (error) {
      if (!(error instanceof DarkroomError)) throw error;
      const { message, hint = '', range } = error;
      return { line: range?.start.line ?? null, message: `${message}. ${hint}` };
    }
  }
}

async function prepare(
  harness: BuildHarness,
  test: GoldenCase,
  sshSocket: string,
): Promise<PreparedCase> {
  const contextPath = await makeContext(test, join(harness.folder, 'contexts'));
  const folder = join(harness.folder, 'secrets', test.name);
  const secretFiles: Record<string, string> = {};
  for (const [id, text] of Object.entries(test.options.secrets ?? {})) {
    await mkdir(folder, { recursive: true });
    secretFiles[id] = join(folder, id);
    await writeFile(join(folder, id), text);
  }
  const usesAgent = test.options.ssh === true;
  return { test, contextPath, sshSocket: usesAgent ? sshSocket : null, secretFiles };
}

async function severalAtOnce<T>(
  items: ReadonlyArray<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
