/** Bytes of an ELF header that tell the architecture. */
export const elfHeaderBytes = 64;

export interface ElfPlatform {
  /** OCI architecture (Go's names). */
  readonly architecture: string;
  readonly variant?: string;
}

/** e_machine values (System V ABI and its supplements) to OCI architectures. */
const machines: Readonly<Record<number, { readonly big: string; readonly little: string }>> = {
  3: { little: '386', big: '386' },
  8: { little: 'mipsle', big: 'mips' },
  20: { little: 'ppc', big: 'ppc' },
  21: { little: 'ppc64le', big: 'ppc64' },
  22: { little: 's390x', big: 's390x' },
  40: { little: 'arm', big: 'armbe' },
  62: { little: 'amd64', big: 'amd64' },
  183: { little: 'arm64', big: 'arm64be' },
  243: { little: 'riscv64', big: 'riscv64' },
  258: { little: 'loong64', big: 'loong64' },
};

const hardFloat = 0x400;

/** The platform of a program by its first bytes; null when it is no ELF program that OCI has a name for. */
export function readElfPlatform(head: Uint8Array): ElfPlatform | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < 52 || bytes.toString('latin1', 0, 4) !== '\x7fELF') return null;
  const isLittle = bytes[5] === 1;
  const is64 = bytes[4] === 2;
  const machine = machines[isLittle ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)];
  if (machine === undefined) return null;
  const architecture = isLittle ? machine.little : machine.big;
  if (architecture.startsWith('mips') && is64)
    return { architecture: architecture.replace('mips', 'mips64') };
  if (architecture !== 'arm') return { architecture };
  // e_flags of a 32-bit header: the hard-float ABI needs at least ARMv7 in every distribution.
  return { architecture, variant: (bytes.readUInt32LE(36) & hardFloat) !== 0 ? 'v7' : 'v6' };
}
