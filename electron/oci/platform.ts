import { arch } from 'node:os';
import { DarkroomError } from '../../shared/errors';

/** OCI image-spec v1.1 "image-index.md", platform. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

const knownSystems = new Set([
  'linux',
  'windows',
  'darwin',
  'freebsd',
  'netbsd',
  'openbsd',
  'dragonfly',
  'solaris',
  'illumos',
  'aix',
  'android',
  'plan9',
  'js',
  'wasip1',
]);
const knownArchitectures = new Set([
  '386',
  'amd64',
  'arm',
  'arm64',
  'loong64',
  'mips',
  'mips64',
  'mips64le',
  'mipsle',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'wasm',
]);
const aliases: Readonly<Record<string, readonly [string, string?]>> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  i386: ['386'],
  i486: ['386'],
  i586: ['386'],
  i686: ['386'],
  ia32: ['386'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  ppc64el: ['ppc64le'],
};

/** Go's name of this machine's architecture. */
export function hostArchitecture(): string {
  return normalizeArchitecture(arch()).architecture;
}

export function hostPlatform(): Platform {
  return { os: 'linux', ...normalizeArchitecture(arch()) };
}

/**
 * `os`, `arch`, `os/arch` or `os/arch/variant`, with the usual other names of an architecture
 * (`x86_64`, `aarch64`…). INVALID_PLATFORM.
 */
export function parsePlatform(text: string): Platform {
  const parts = text.trim().toLowerCase().split('/');
  const fail = (reason: string): never => {
    throw new DarkroomError(
      'INVALID_PLATFORM',
      `Invalid platform ${JSON.stringify(text)}: ${reason}`,
      {
        data: { platform: text },
        hint: 'A platform is os[/architecture[/variant]], e.g. "linux/arm64" or "linux/arm/v7".',
      },
    );
  };
  if (parts.length > 3) fail('it has more than three parts');
  if (parts.some((part) => !/^[a-z0-9_.-]+$/.test(part)))
    fail('a part is empty or holds other than letters and digits');
  const [first = '', second, third] = parts;
  if (second === undefined) {
    if (knownSystems.has(first)) return { ...hostPlatform(), os: first };
    const only = normalizeArchitecture(first);
    if (!knownArchitectures.has(only.architecture))
      fail('neither a known system nor a known architecture');
    return { os: 'linux', ...only };
  }
  const normalized = normalizeArchitecture(second, third);
  return { os: first === 'macos' ? 'darwin' : first, ...normalized };
}

export function formatPlatform(platform: Platform): string {
  const base = `${platform.os}/${platform.architecture}`;
  return platform.variant === undefined ? base : `${base}/${platform.variant}`;
}

/** The OCI name of an architecture; variants that mean nothing (arm64 `v8`, amd64 `v1`) are dropped. */
export function normalizeArchitecture(
  name: string,
  variant?: string,
): { readonly architecture: string; readonly variant?: string } {
  const [architecture, implied] = aliases[name] ?? [name];
  const given = variant ?? implied ?? (architecture === 'arm' ? 'v7' : undefined);
  const numbered = given !== undefined && /^[0-9]+$/.test(given) ? `v${given}` : given;
  const meaningless =
    (architecture === 'arm64' && numbered === 'v8') ||
    (architecture === 'amd64' && numbered === 'v1');
  return numbered === undefined || meaningless
    ? { architecture }
    : { architecture, variant: numbered };
}
