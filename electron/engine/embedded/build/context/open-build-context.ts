import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DarkroomError } from '../../../../../shared/errors';
import { throwIfAborted } from '../../../../base/abort';
import { decodePath } from '../../../../base/path-bytes';
import type { OpenedBuildContext, WorkContext } from '../../../engine';
import { openImportSource } from '../../import/archive-source';
import { emptyTree } from '../copy/copy-sources';
import { unpackArchive } from '../copy/unpack-archive';
import { LayerDraft } from '../files/layer-draft';
import type { BuildParts } from '../step-context';
import { checkOutGit, isGitUrl } from './git-context';

type Parts = Pick<BuildParts, 'store' | 'workers'>;

/** Larger than this, a context that is no tar is no Dockerfile either. */
const dockerfileLimitBytes = 8 << 20;

/**
 * Makes a folder of what a context can be given as; see Engine. What is unpacked lies in the store's
 * temporary folder until `close`. BUILD_CONTEXT_NOT_FOUND, DOWNLOAD_FAILED, NOT_SUPPORTED, ARCHIVE_….
 */
export async function openBuildContext(
  parts: Parts,
  source: string,
  stdin: NodeJS.ReadableStream,
  work: WorkContext,
): Promise<OpenedBuildContext> {
  if (isGitUrl(source)) {
    return inTemporaryFolder(parts, (folder) => checkOutGit(source, folder, work.signal));
  }
  const isFile = source !== '-' && !/^https?:\/\//i.test(source);
  if (isFile && (await stat(source).catch(() => null))?.isFile() !== true) {
    // a folder, or nothing, which the build says in its own words
    const close = () => Promise.resolve();
    return { contextPath: resolve(source), isTemporary: false, close };
  }
  return inTemporaryFolder(parts, async (folder) => {
    const archivePath = isFile ? resolve(source) : `${folder}.download`;
    try {
      if (!isFile) await download(source, stdin, archivePath, work.signal);
      return await unpack(parts, { source, archivePath, folder, isFile }, work);
    } finally {
      if (!isFile) await rm(archivePath, { force: true });
    }
  });
}

interface Placed {
  /** The folder or one below it. */
  readonly contextPath: string;
  readonly dockerfileText?: string;
}

async function inTemporaryFolder(
  { store }: Parts,
  fill: (folder: string) => Promise<Placed>,
): Promise<OpenedBuildContext> {
  const staged = await store.blobs.stage();
  const folder = `${staged.path}.context`;
  const close = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await staged.discard();
  };
  try {
    await mkdir(folder, { mode: 0o700 });
    return { ...(await fill(folder)), isTemporary: true, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function download(
  source: string,
  stdin: NodeJS.ReadableStream,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const opened = await openImportSource(source, stdin, signal);
  if (opened.source.kind !== 'stream') throw new TypeError('neither stdin nor a URL is a file');
  const { chunks } = opened.source;
  const stream = Readable.from({ [Symbol.asyncIterator]: () => chunks });
  try {
    await pipeline(stream, createWriteStream(target, { mode: 0o600 }), { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

async function unpack(
  { workers }: Parts,
  request: {
    readonly source: string;
    readonly archivePath: string;
    readonly folder: string;
    readonly isFile: boolean;
  },
  { signal, log }: WorkContext,
): Promise<Placed> {
  const { source, archivePath, folder, isFile } = request;
  const path = decodePath(Buffer.from(archivePath));
  const temporaryPath = `${folder}.tar`;
  try {
    const archive = await workers.run('read-archive', { path, temporaryPath }, { signal });
    if (archive === null) {
      if (isFile) throw notAContext(source);
      return { contextPath: folder, dockerfileText: await readText(source, archivePath) };
    }
    const draft = new LayerDraft(emptyTree, { seconds: 0, nanos: 0 });
    unpackArchive(archive, draft, '/', null);
    const input = { targetPath: decodePath(Buffer.from(folder)), files: draft.entries() };
    const { leftOut } = await workers.run('write-folder', input, { signal });
    for (const name of leftOut) {
      log({ kind: 'message', text: `${name}: a device or pipe is not part of a build context` });
    }
    return { contextPath: folder };
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

async function readText(source: string, path: string): Promise<string> {
  const label = source === '-' ? 'standard input' : source;
  const { size } = await stat(path);
  const bytes = size > dockerfileLimitBytes ? null : await readFile(path);
  if (bytes === null || bytes.includes(0)) {
    throw new DarkroomError(
      'BUILD_CONTEXT_NOT_FOUND',
      `Open build context “${label}”: it is neither a tar archive nor a Dockerfile`,
      { data: { source } },
    );
  }
  return bytes.toString('utf8');
}

function notAContext(source: string): DarkroomError {
  return new DarkroomError(
    'BUILD_CONTEXT_NOT_FOUND',
    `Open build context “${source}”: it is a file, but no tar archive`,
    {
      data: { path: source },
      hint: `The context is a folder or a tar. To build a Dockerfile, name it with -f: “darkroom build -f ${source} .”.`,
    },
  );
}
