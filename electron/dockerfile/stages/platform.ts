/** `linux/arm64/v8` in its parts. */
export interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

export function formatPlatform(platform: PlatformParts): string {
  const parts = [platform.os, platform.architecture];
  if (platform.variant !== undefined && platform.variant !== '') parts.push(platform.variant);
  return parts.join('/');
}

const operatingSystems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);
const architectures = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);
const component = /^[A-Za-z0-9_.-]+$/;

/**
 * Reads a platform as containerd does: `os/architecture[/variant]`, or one of the two alone, with
 * the usual aliases (`x86_64`, `aarch64`, `armhf`). What is not said comes from `defaults`. Nothing
 * when the text is no platform.
 */
export function parsePlatform(text: string, defaults: PlatformParts): PlatformParts | undefined {
  const parts = text.split('/');
  if (parts.length > 3 || !parts.every((part) => component.test(part))) return undefined;
  const [first = '', second, third] = parts;
  if (second !== undefined) {
    return { os: normalizeOs(first), ...normalizeArchitecture(second, third) };
  }
  const os = normalizeOs(first);
  if (operatingSystems.has(os)) {
    const { architecture, variant } = defaults;
    return { os, architecture, ...(variant === undefined ? {} : { variant }) };
  }
  const normalized = normalizeArchitecture(first, undefined);
  return architectures.has(normalized.architecture)
    ? { os: defaults.os, ...normalized }
    : undefined;
}

function normalizeOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function normalizeArchitecture(
  written: string,
  writtenVariant: string | undefined,
): { readonly architecture: string; readonly variant?: string } {
  const architecture = written.toLowerCase();
  const variant = (writtenVariant ?? '').toLowerCase();
  switch (architecture) {
    case 'i386':
      return { architecture: '386' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', ...named(variant === 'v1' ? '' : variant) };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', ...named(['8', 'v8'].includes(variant) ? '' : variant) };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { architecture: 'arm', variant: armVariant(variant) };
    default:
      return { architecture, ...named(variant) };
  }
}

function armVariant(variant: string): string {
  if (variant === '') return 'v7';
  return /^\d$/.test(variant) ? `v${variant}` : variant;
}

function named(variant: string): { readonly variant?: string } {
  return variant === '' ? {} : { variant };
}
