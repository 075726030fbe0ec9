import { isUtf8 } from 'node:buffer';
import { DarkroomError } from '../../../shared/errors';
import { detectCompression } from './compression';
import { blockSize } from './tar-format';
import { hasValidChecksum, isZeroBlock } from './tar-header';

/** True when the bytes start with a tar header, or with the zero block of an empty tar. */
export function looksLikeTar(head: Uint8Array): boolean {
  return head.length >= blockSize && (isZeroBlock(head) || hasValidChecksum(head));
}

/** What bytes that are no tar look like, in words that fit after "it is". */
export interface ContentKind {
  /** False when the bytes match nothing known. */
  readonly known: boolean;
  readonly text: string;
}

const headBytes = 64 << 10;

interface Magic {
  readonly at: number;
  readonly bytes: string;
  readonly text: string;
}

/** Written as Latin-1. The first that matches wins. */
const magics: ReadonlyArray<Magic> = [
  { at: 0, bytes: 'PK\x03\x04', text: 'a zip archive' },
  { at: 0, bytes: 'PK\x05\x06', text: 'an empty zip archive' },
  { at: 0, bytes: 'QFI\xfb', text: 'a qcow2 disk image' },
  { at: 0, bytes: 'KDMV', text: 'a VMware disk image' },
  { at: 0, bytes: 'conectix', text: 'a VHD disk image' },
  { at: 0, bytes: 'vhdxfile', text: 'a VHDX disk image' },
  { at: 0x40, bytes: '\x7f\x10\xda\xbe', text: 'a VirtualBox disk image' },
  { at: 0x8001, bytes: 'CD001', text: 'an ISO image of a CD or DVD' },
  { at: 0, bytes: 'hsqs', text: 'a squashfs file system' },
  { at: 0, bytes: '\xe2\xe1\xf5\xe0', text: 'an EROFS file system' },
  { at: 0x438, bytes: '\x53\xef', text: 'an ext2, ext3 or ext4 file system' },
  { at: 0, bytes: '!<arch>\ndebian', text: 'a Debian package' },
  { at: 0, bytes: '!<arch>\n', text: 'an ar archive' },
  { at: 0, bytes: '\xed\xab\xee\xdb', text: 'an RPM package' },
  { at: 0, bytes: '070701', text: 'a cpio archive' },
  { at: 0, bytes: '070702', text: 'a cpio archive' },
  { at: 0, bytes: '070707', text: 'a cpio archive' },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', text: 'a 7z archive' },
  { at: 0, bytes: 'Rar!', text: 'a RAR archive' },
  { at: 0, bytes: '\x7fELF', text: 'a program (ELF)' },
  { at: 0, bytes: 'MZ', text: 'a Windows program' },
  { at: 0, bytes: '%PDF', text: 'a PDF document' },
  { at: 0, bytes: '\x89PNG', text: 'a PNG picture' },
  { at: 0, bytes: '\xff\xd8\xff', text: 'a JPEG picture' },
  { at: 0, bytes: '\x04\x22\x4d\x18', text: 'an lz4 file, which Darkroom does not read' },
  { at: 0, bytes: 'LZIP', text: 'an lzip file, which Darkroom does not read' },
  { at: 0, bytes: '\x5d\x00\x00', text: 'an old .lzma file, which Darkroom does not read' },
  { at: 0x1fe, bytes: '\x55\xaa', text: 'a raw disk image' },
];

/** Names content by its first bytes: 64 KiB tell everything that can be told. */
export function describeContent(head: Uint8Array): ContentKind {
  if (head.length === 0) return { known: true, text: 'an empty file' };
  const bytes = Buffer.from(head.subarray(0, headBytes)); // a copy: it may be shared memory
  const found = magics.find(
    ({ at, bytes: magic }) => bytes.toString('latin1', at, at + magic.length) === magic,
  );
  if (found !== undefined) return { known: true, text: found.text };
  const compression = detectCompression(head);
  if (compression !== 'none')
    return { known: true, text: `a ${compression} file inside a compressed file` };
  if (bytes.every((byte) => byte === 0)) return { known: false, text: 'a file of zeros' };
  const sample = bytes.subarray(0, 4096);
  return isText(sample)
    ? { known: true, text: 'a text file' }
    : { known: false, text: 'data of an unknown format' };
}

/** What is wrong with a layer or root file system that starts like this. */
export function notATar(head: Uint8Array): DarkroomError {
  const what = describeContent(head);
  return new DarkroomError(
    what.known ? 'ARCHIVE_NOT_A_ROOTFS' : 'ARCHIVE_UNKNOWN_FORMAT',
    `Read archive: it is ${what.text}, not a tar`,
    {
      data: { looksLike: what.text },
      hint: 'Give a tar of a root file system, compressed or not.',
    },
  );
}

/** Old texts in other encodings count as unknown: nothing tells them from noise. */
function isText(bytes: Buffer): boolean {
  // A character cut off at the end does not make it no text.
  const isWhole = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)));
  return (
    isWhole &&
    bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b)
  );
}
