import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container-options';
import { capabilityNames } from '../../../runtime/spec/capabilities';
import type { SandboxSecurity } from '../../../runtime/step';

/**
 * How far the container is confined. NOT_SUPPORTED for what an ordinary user cannot give away;
 * INVALID_ARGUMENT for names that do not exist.
 */
export function sandboxSecurity(options: ContainerOptions): SandboxSecurity {
  const privileged = options.privileged === true;
  if (!isRoot()) refuseRootless(options);
  const read = readSecurityOptions(options.securityOptions ?? []);
  return {
    privileged,
    capAdd: (options.capAdd ?? []).map(capability),
    capDrop: (options.capDrop ?? []).map(capability),
    noNewPrivileges: read.noNewPrivileges,
    seccomp: privileged && read.seccomp === 'default' ? 'unconfined' : read.seccomp,
    unconfinedPaths: privileged || read.unconfinedPaths,
    pid: options.pid ?? 'private',
    ipc: options.ipc ?? 'private',
    uts: options.uts ?? 'private',
  };
}

/** What is accepted and has no effect here, in words for people. */
export function securityWarnings(options: ContainerOptions): ReadonlyArray<string> {
  return (options.securityOptions ?? []).flatMap((text) => {
    const name = nameOf(text);
    return name === 'apparmor' || name === 'label'
      ? [
          `--security-opt ${name} has no effect: containers are confined by namespaces, capabilities and seccomp`,
        ]
      : [];
  });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function refuseRootless(options: ContainerOptions): void {
  const refuse = (option: string, reason: string) => {
    throw new DarkroomError('NOT_SUPPORTED', `${option} is refused: ${reason}`, {
      hint: 'Run darkroom as root for that, or leave the option out.',
    });
  };
  if (options.privileged === true) {
    refuse('--privileged', 'an ordinary user has no rights over the host that it could hand on');
  }
  if ((options.devices ?? []).length > 0) {
    refuse('--device', 'device nodes do not work in a user namespace');
  }
  if (options.pid === 'host') {
    refuse('--pid host', 'a user namespace cannot show the processes of the host');
  }
}

/** `CAP_…` of a name with or without it. */
function capability(name: string): string {
  const upper = name.toUpperCase();
  if (upper === 'ALL') return upper;
  const whole = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  if (capabilityNames.includes(whole)) return whole;
  throw new DarkroomError(
    'INVALID_ARGUMENT',
    `invalid capability: unknown capability: "${whole}"`,
    {
      data: { capability: name },
    },
  );
}

interface ReadOptions {
  readonly noNewPrivileges: boolean;
  readonly seccomp: SandboxSecurity['seccomp'];
  readonly unconfinedPaths: boolean;
}

function readSecurityOptions(options: ReadonlyArray<string>): ReadOptions {
  let read: ReadOptions = { noNewPrivileges: false, seccomp: 'default', unconfinedPaths: false };
  for (const text of options) {
    const name = nameOf(text);
    const value = text.slice(name.length + 1);
    switch (name) {
      case 'no-new-privileges':
        read = { ...read, noNewPrivileges: value === '' || value === 'true' };
        break;
      case 'seccomp':
        read = { ...read, seccomp: seccompOf(value) };
        break;
      case 'systempaths':
        read = { ...read, unconfinedPaths: value === 'unconfined' };
        break;
      case 'apparmor':
      case 'label':
        break;
      default:
        throw new DarkroomError('INVALID_ARGUMENT', `invalid --security-opt: "${text}"`);
    }
  }
  return read;
}

function seccompOf(value: string): SandboxSecurity['seccomp'] {
  if (value === 'unconfined') return value;
  return value === 'builtin' ? 'default' : { profile: value };
}

function nameOf(option: string): string {
  return /^[a-z-]+/.exec(option)?.[0] ?? '';
}
