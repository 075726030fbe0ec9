import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const endRecordSize = 22;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localHeaderSize = 30;
const symlinkMode = 0o120000;
const typeMask = 0o170000;

async function readAt(handle, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The entries of a zip file (APPNOTE 4.3.12; no zip64, which no Electron archive needs). */
async function readEntries(handle) {
  const { size } = await handle.stat();
  const tailLength = Math.min(size, 0xffff + endRecordSize);
  const tail = await readAt(handle, size - tailLength, tailLength);
  let end = tail.length - endRecordSize;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('not a zip file: it has no end record');
  const directory = await readAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === entrySignature;) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      sizeBytes: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function contentOf(zipFile, handle, entry, sinks) {
  const header = await readAt(handle, entry.headerAt, localHeaderSize);
  const start =
    entry.headerAt + localHeaderSize + header.readUInt16LE(26) + header.readUInt16LE(28);
  const source = createReadStream(zipFile, { start, end: start + entry.compressedBytes - 1 });
  await pipeline([source, ...(entry.method === 8 ? [createInflateRaw()] : []), ...sinks]);
}

async function readLinkTarget(zipFile, handle, entry) {
  const chunks = [];
  const collect = new Transform({
    transform(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await contentOf(zipFile, handle, entry, [collect]);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Unpacks a zip file. `place` maps an entry's name to the path to write, or to undefined to leave
 * it out; `onProgress` gets bytes written and the total.
 */
export async function unzip(zipFile, place, onProgress) {
  const handle = await open(zipFile, 'r');
  try {
    const wanted = (await readEntries(handle))
      .map((entry) => ({ entry, target: place(entry.name) }))
      .filter(({ target }) => target !== undefined);
    const totalBytes = wanted.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
    let doneBytes = 0;
    for (const { entry, target } of wanted) {
      if (entry.name.endsWith('/')) {
        await mkdir(target, { recursive: true });
        continue;
      }
      await mkdir(path.dirname(target), { recursive: true });
      if ((entry.mode & typeMask) === symlinkMode) {
        await symlink(await readLinkTarget(zipFile, handle, entry), target);
        continue;
      }
      if (entry.compressedBytes === 0) {
        await (await open(target, 'w')).close();
        continue;
      }
      const count = new Transform({
        transform(chunk, _encoding, done) {
          doneBytes += chunk.length;
          onProgress(doneBytes, totalBytes);
          done(null, chunk);
        },
      });
      const mode = entry.mode & 0o777 || 0o644;
      await contentOf(zipFile, handle, entry, [count, createWriteStream(target, { mode })]);
    }
  } finally {
    await handle.close();
  }
}
