import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageConfig } from '../../shared/model/image';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { run } from '../helpers/run';
import type { BuildHarness } from './build-harness';
import { describeFiles, type DescribedFile } from './describe-files';

const daemon = process.env['DARKROOM_DOCKER26_HOST'] ?? 'unix:///tmp/peers26/docker.sock';

export interface BuiltImage {
  readonly config: ImageConfig;
  readonly files: ReadonlyMap<string, DescribedFile>;
}

/** Docker 26.1 with BuildKit, reached with whatever docker command is installed. */
export class Docker26 {
  private readonly env = {
    DOCKER_HOST: daemon,
    DOCKER_BUILDKIT: '1',
  };

  constructor(
    private readonly harness: BuildHarness,
    private readonly program: string,
  ) {}

  /** Null where it does not answer: the comparison is skipped, and counted. */
  static find(): string | null {
    const env = { ...process.env, DOCKER_HOST: daemon };
    const builds = (program: string): boolean => {
      const { status, stdout } = spawnSync(program, ['version', '-f', '{{.Client.Version}}'], {
        env,
      });
      if (status !== 0) return false;
      // from 23 on the command needs a plugin for BuildKit
      return (
        Number.parseInt(String(stdout), 10) < 23 ||
        spawnSync(program, ['buildx', 'version'], { env }).status === 0
      );
    };
    return ['docker', '/usr/bin/docker'].find(builds) ?? null;
  }

  async import(tarPath: string, name: string): Promise<void> {
    await this.docker(['import', '-c', 'CMD ["sh"]', tarPath, name]);
  }

  /** Null when the build fails. */
  async build(
    contextPath: string,
    tag: string,
    options: ReadonlyArray<string>,
  ): Promise<BuiltImage | null> {
    const args = ['build', '-q', '--network', 'host', '-t', tag, ...options, contextPath];
    const { exitCode } = await run(this.program, args, { env: this.env });
    return exitCode === 0 ? this.read(tag) : null;
  }

  private async read(tag: string): Promise<BuiltImage> {
    const folder = join(this.harness.folder, 'saved');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const archive = join(folder, 'image.tar');
    await this.docker(['save', '-o', archive, tag]);
    await run('tar', ['-xf', archive, '-C', folder]);
    const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const [manifest] = json('manifest.json') as Array<{ Config: string; Layers: string[] }>;
    const config = json(manifest?.Config ?? '') as ImageConfig;
    const diffIds: string[] = [];
    for (const layer of manifest?.Layers ?? []) {
      diffIds.push(await this.harness.addLayer(join(folder, layer)));
    }
    return { config, files: describeFiles(new ImageTree(this.harness.store, diffIds)) };
  }

  private async docker(args: ReadonlyArray<string>): Promise<void> {
    const { exitCode, stderr } = await run(this.program, args, { env: this.env });
    if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  }
}
