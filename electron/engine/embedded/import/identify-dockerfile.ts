import { basename, dirname } from 'node:path';
import type { Identified } from '../../../../shared/model/import';
import { nameFromFile } from './name-hint';

const namePattern = /^(Dockerfile|Containerfile)(\..+)?$|\.(dockerfile|containerfile)$/i;
/** A first instruction of a Dockerfile behind comments and blank lines. */
const firstInstruction = /^(\s*(#[^\n]*)?\n)*\s*(FROM|ARG)\s+\S/i;

/** A Dockerfile by its name or by its first instruction; null when the file is none. */
export function identifyDockerfile(path: string, head: Buffer): Identified | null {
  const fileName = basename(path);
  if (head.includes(0)) return null;
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n');
  const isNamed = namePattern.test(fileName) && head.length > 0;
  const looksRight = firstInstruction.test(text) && /^\s*FROM\s+\S/im.test(text);
  if (!isNamed && !looksRight) return null;
  const contextPath = dirname(path);
  const suggestedName = nameFromFile(basename(contextPath));
  return { kind: 'dockerfile', path, contextPath, fileName, suggestedName };
}
