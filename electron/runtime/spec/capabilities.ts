import type { SandboxSecurity } from '../step';
import { defaultCapabilities } from './defaults';

/** capabilities(7), in the kernel's order. */
export const capabilityNames: ReadonlyArray<string> = `
  CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
  NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
  SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE
  AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ
  PERFMON BPF CHECKPOINT_RESTORE
`
  .trim()
  .split(/\s+/)
  .map((name) => `CAP_${name}`);

const all = 'ALL';

/** What a container may hold: Docker's default set, with what is added and taken away. */
export function capabilitiesOf(
  security: SandboxSecurity,
  /** Those that can be handed on at all: a machine may keep some even from root. */
  available: ReadonlyArray<string> = capabilityNames,
): ReadonlyArray<string> {
  const { privileged, capAdd, capDrop } = security;
  if (privileged) return available;
  const dropped = new Set(capDrop);
  if (capAdd.includes(all)) return available.filter((name) => !dropped.has(name));
  const base = dropped.has(all) ? [] : defaultCapabilities.filter((name) => !dropped.has(name));
  return [...new Set([...base, ...capAdd])];
}
