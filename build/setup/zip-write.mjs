import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const version = 20;
const madeByUnix = (3 << 8) | version;
const dataDescriptorFlag = 0x0008;
const utf8Flag = 0x0800;
// 1980-01-01, the earliest that the format knows: the same folder gives the same archive.
const dosDate = (1 << 5) | 1;

const crcTable = Int32Array.from({ length: 256 }, (_unused, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip has it; Node's own came with 20.15. */
function crc32(chunk, seed) {
  if (zlib.crc32 !== undefined) return zlib.crc32(chunk, seed);
  let value = ~seed;
  for (const byte of chunk) value = (value >>> 8) ^ crcTable[(value ^ byte) & 0xff];
  return ~value >>> 0;
}

function commonFields(buffer, at, name) {
  buffer.writeUInt16LE(version, at);
  buffer.writeUInt16LE(dataDescriptorFlag | utf8Flag, at + 2);
  buffer.writeUInt16LE(dosDate, at + 8);
  buffer.writeUInt16LE(name.length, at + 22);
}

function localHeader(name) {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  commonFields(header, 4, name);
  return Buffer.concat([header, name]);
}

function descriptor({ crc, sizeBytes }) {
  const buffer = Buffer.alloc(16);
  buffer.writeUInt32LE(0x08074b50, 0);
  buffer.writeUInt32LE(crc, 4);
  buffer.writeUInt32LE(sizeBytes, 8);
  buffer.writeUInt32LE(sizeBytes, 12);
  return buffer;
}

function directoryEntry({ name, crc, sizeBytes, mode, at }) {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(madeByUnix, 4);
  commonFields(header, 6, name);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(sizeBytes, 20);
  header.writeUInt32LE(sizeBytes, 24);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(at, 42);
  return Buffer.concat([header, name]);
}

function endRecord(entries, at, lengthBytes) {
  const buffer = Buffer.alloc(22);
  buffer.writeUInt32LE(0x06054b50, 0);
  buffer.writeUInt16LE(entries, 8);
  buffer.writeUInt16LE(entries, 10);
  buffer.writeUInt32LE(lengthBytes, 12);
  buffer.writeUInt32LE(at, 16);
  return buffer;
}

async function contentOf(file, status) {
  if (status.isSymbolicLink()) return [Buffer.from(await readlink(file))];
  return createReadStream(file);
}

async function* archive(folder) {
  const names = (await readdir(folder, { recursive: true })).sort();
  const entries = [];
  let at = 0;
  for (const relative of names) {
    const file = path.join(folder, relative);
    const status = await lstat(file);
    if (status.isDirectory()) continue;
    const name = Buffer.from(relative.split(path.sep).join('/'));
    const entry = { name, mode: status.mode, at, crc: 0, sizeBytes: 0 };
    const header = localHeader(name);
    yield header;
    for await (const chunk of await contentOf(file, status)) {
      entry.crc = crc32(chunk, entry.crc);
      entry.sizeBytes += chunk.length;
      yield chunk;
    }
    yield descriptor(entry);
    at += header.length + entry.sizeBytes + 16;
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map(directoryEntry));
  yield directory;
  yield endRecord(entries.length, at, directory.length);
}

/** Writes the files of a folder into a zip file, stored without compression. */
export async function zipFolder(folder, zipFile) {
  await pipeline(Readable.from(archive(folder)), createWriteStream(zipFile));
}
