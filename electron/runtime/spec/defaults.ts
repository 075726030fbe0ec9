/** Docker's default capabilities. */
export const defaultCapabilities: ReadonlyArray<string> = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/** Paths that Docker hides from containers. */
export const maskedPaths: ReadonlyArray<string> = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

/** Paths that Docker makes read-only. */
export const readOnlyPaths: ReadonlyArray<string> = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const defaultShmSizeBytes = 64 * 1024 * 1024;

/** Bound from the host; made as nodes they would not work, see runtime-spec.ts. */
export const defaultDevices: ReadonlyArray<string> = [
  'null',
  'zero',
  'full',
  'random',
  'urandom',
  'tty',
];
