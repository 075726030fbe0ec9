'use strict';

const icoEntryBytes = 16;
const icoHeaderBytes = 6;

/** A Windows icon that holds PNG images as they are; `images` are [sizePixels, png]. */
function packIco(images) {
  const header = Buffer.alloc(icoHeaderBytes + images.length * icoEntryBytes);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let at = header.length;
  images.forEach(([size, png], index) => {
    const entry = icoHeaderBytes + index * icoEntryBytes;
    // A byte holds the size, in which 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(at, entry + 12);
    at += png.length;
  });
  return Buffer.concat([header, ...images.map(([, png]) => png)]);
}

const icnsTypes = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09' };

/** A macOS icon, likewise. */
function packIcns(images) {
  const chunks = images.map(([size, png]) => {
    const head = Buffer.alloc(8);
    head.write(icnsTypes[size], 0, 'latin1');
    head.writeUInt32BE(png.length + head.length, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + head.length, 4);
  return Buffer.concat([head, body]);
}

module.exports = { packIcns, packIco };
