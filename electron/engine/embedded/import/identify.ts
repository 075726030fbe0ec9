import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Identified } from '../../../../shared/model/import';
import { throwIfAborted } from '../../../base/abort';
import { detectCompression } from '../../../oci/layer/compression';
import { describeContent, looksLikeTar } from '../../../oci/layer/content-kind';
import { namesOf } from './archive-names';
import { notReadable } from './archive-source';
import { identifyDockerfile } from './identify-dockerfile';
import { identifyFolder } from './identify-folder';
import { glanceCompressed, glanceTar, type Glance } from './glance';
import { nameFromFile } from './name-hint';

const headBytes = 64 << 10;

/**
 * Says what a dropped path is, from its first bytes and within some hundred milliseconds: nothing is
 * read to its end. Rejects only when cancelled; what cannot be read is `unknown` with the reason.
 */
export async function identify(path: string, signal: AbortSignal): Promise<Identified> {
  throwIfAborted(signal);
  const fileName = basename(path);
  const unknown = (reason: string): Identified => ({ kind: 'unknown', path, fileName, reason });
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await identifyFolder(path);
    if (!found.isFile()) return unknown('It is neither a file nor a folder.');
    const head = await readHead(path);
    throwIfAborted(signal);
    const compression = detectCompression(head);
    if (compression === 'none' && !looksLikeTar(head)) {
      return identifyDockerfile(path, head) ?? unknown(`It is ${describeContent(head).text}.`);
    }
    const glance =
      compression === 'none' ? glanceTar(path) : await glanceCompressed(path, compression, signal);
    return describe(path, found.size, compression, glance);
  } catch (error) {
    throwIfAborted(signal);
    const reason = notReadable(path, error);
    return unknown(reason instanceof Error ? reason.message : String(reason));
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function describe(
  path: string,
  sizeBytes: number,
  compression: ReturnType<typeof detectCompression>,
  glance: Glance,
): Identified {
  const fileName = basename(path);
  const { archive, observer } = glance;
  if (glance.problem !== '') return { kind: 'unknown', path, fileName, reason: glance.problem };
  if (archive === null || archive.kind === 'rootfs') {
    const prefix = archive?.prefix ?? '';
    const distribution = observer.distribution(prefix);
    const suggestedName =
      distribution.imageName === '' ? nameFromFile(fileName) : distribution.imageName;
    return {
      kind: 'rootfs',
      path,
      fileName,
      sizeBytes,
      compression,
      prefix,
      distribution: distribution.prettyName,
      architecture: observer.platform(prefix)?.architecture ?? '',
      suggestedName,
      suggestedCommand: observer.shell(prefix) || '/bin/sh',
    };
  }
  if (archive.kind === 'other')
    return { kind: 'unknown', path, fileName, reason: `It is ${archive.text}.` };
  const kind = glance.isDocker ? 'docker-archive' : 'oci-archive';
  const { images } = glance;
  return { kind, path, fileName, sizeBytes, compression, names: namesOf(images), images };
}
