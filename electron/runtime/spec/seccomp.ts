import { syscallsByCapability } from './seccomp-capabilities';
import { allowedSyscalls } from './seccomp-names';

interface SeccompArgument {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: string;
}

export interface SeccompRule {
  readonly names: ReadonlyArray<string>;
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: ReadonlyArray<SeccompArgument>;
}

/** `linux.seccomp` of the OCI runtime-spec v1.0 "config-linux.md". */
export interface SeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures: ReadonlyArray<string>;
  readonly syscalls: ReadonlyArray<SeccompRule>;
}

const allow = 'SCMP_ACT_ALLOW';
const refuse = 'SCMP_ACT_ERRNO';
const ePerm = 1;
const eNoSys = 38;

/** CLONE_NEW* without CLONE_NEWTIME, and CLONE_NEWCGROUP: making namespaces is refused. */
const namespaceFlags = 0x7e020000;

/** Address families 38 (AF_ALG) and 40 (AF_VSOCK) are refused. */
const socketRules: ReadonlyArray<SeccompRule> = [
  { names: ['socket'], action: allow, args: [{ index: 0, value: 38, op: 'SCMP_CMP_LT' }] },
  { names: ['socket'], action: allow, args: [{ index: 0, value: 39, op: 'SCMP_CMP_EQ' }] },
  { names: ['socket'], action: allow, args: [{ index: 0, value: 40, op: 'SCMP_CMP_GT' }] },
];

const confinedClone: ReadonlyArray<SeccompRule> = [
  {
    names: ['clone'],
    action: allow,
    args: [{ index: 0, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
  },
  // "Not implemented" rather than "not permitted" makes C libraries fall back to clone.
  { names: ['clone3'], action: refuse, errnoRet: eNoSys },
];

/** PER_LINUX, PER_LINUX32, UNAME26, UNAME26 | PER_LINUX32, and asking for the present one. */
const personalities = [0, 8, 0x20000, 0x20008, 0xffffffff];

const architectures: Partial<Record<NodeJS.Architecture, ReadonlyArray<string>>> = {
  x64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
  riscv64: ['SCMP_ARCH_RISCV64'],
};

const ownSyscalls: Partial<Record<NodeJS.Architecture, ReadonlyArray<string>>> = {
  x64: ['arch_prctl', 'modify_ldt'],
  arm64: [
    'arm_fadvise64_64',
    'arm_sync_file_range',
    'sync_file_range2',
    'breakpoint',
    'cacheflush',
    'set_tls',
  ],
  riscv64: ['riscv_flush_icache'],
};

/**
 * Docker's default profile for these capabilities, in the runtime's form. Null where the architecture
 * is not known, as Docker does.
 */
export function defaultSeccomp(
  arch: NodeJS.Architecture,
  capabilities: ReadonlyArray<string>,
): SeccompProfile | null {
  const known = architectures[arch];
  if (known === undefined) return null;
  const byCapability = capabilities.flatMap((name) => syscallsByCapability[name] ?? []);
  const names = [...allowedSyscalls, ...(ownSyscalls[arch] ?? []), ...byCapability];
  return {
    defaultAction: refuse,
    defaultErrnoRet: ePerm,
    architectures: known,
    syscalls: [
      { names: [...new Set(names)], action: allow },
      ...socketRules,
      ...personalities.map((value) => ({
        names: ['personality'],
        action: allow,
        args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }],
      })),
      ...(capabilities.includes('CAP_SYS_ADMIN') ? [] : confinedClone),
    ],
  };
}
