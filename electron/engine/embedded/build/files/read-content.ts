import { open } from 'node:fs/promises';
import { encodePath } from '../../../../base/path-bytes';
import type { FileNode } from './source-tree';

/** The bytes of a small file, e.g. of /etc/passwd. Sparse members read as empty: no account file is one. */
export async function readContent(node: FileNode): Promise<Buffer> {
  const { content } = node;
  if (content === undefined || content.kind === 'member') return Buffer.alloc(0);
  if (content.kind === 'bytes') return Buffer.from(content.bytes);
  const file = await open(encodePath(content.path), 'r');
  try {
    const buffer = Buffer.alloc(node.sizeBytes);
    const { bytesRead } = await file.read(
      buffer,
      0,
      buffer.length,
      content.kind === 'range' ? content.offset : 0,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
