import { readFileSync } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import type { NamespaceMode, SecurityOptions } from '../../../shared/model/container-options';
import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';

export const securityFlags: FlagSpecs = {
  'cap-add': { kind: 'list', help: 'Add a capability, or ALL' },
  'cap-drop': { kind: 'list', help: 'Take a capability away, or ALL' },
  ipc: { kind: 'text', help: 'host, or private' },
  pid: { kind: 'text', help: 'host, for the processes of the host' },
  privileged: { kind: 'switch', help: 'Without confinement: real root only' },
  'security-opt': {
    kind: 'list',
    help: 'no-new-privileges, seccomp=unconfined|FILE, systempaths=unconfined',
  },
  uts: { kind: 'text', help: 'host, for the host name of the host' },
};

export function securityOptions(flags: FlagValues): SecurityOptions {
  const capAdd = flags.list('cap-add');
  const capDrop = flags.list('cap-drop');
  const options = flags.list('security-opt').map(securityOption);
  const spaces = (['pid', 'ipc', 'uts'] as const).flatMap((name) => {
    const text = flags.text(name);
    return text === undefined ? [] : [[name, namespaceMode(name, text)] as const];
  });
  return {
    ...(flags.switch('privileged') ? { privileged: true } : {}),
    ...(capAdd.length === 0 ? {} : { capAdd }),
    ...(capDrop.length === 0 ? {} : { capDrop }),
    ...(options.length === 0 ? {} : { securityOptions: options }),
    ...Object.fromEntries(spaces),
  };
}

function namespaceMode(flag: string, text: string): NamespaceMode {
  if (text === 'host') return 'host';
  if (['', 'private', 'shareable'].includes(text)) return 'private';
  if (text.startsWith('container:')) {
    throw new DarkroomError(
      'NOT_SUPPORTED',
      `--${flag} ${text}: namespaces are not shared between containers`,
      {
        hint: 'Use host, or leave the option out.',
      },
    );
  }
  throw new UsageError(`--${flag}: invalid ${flag.toUpperCase()} mode`);
}

/** In the API's form, in which the text of a seccomp profile travels, not its file's name. */
function securityOption(text: string): string {
  const match = /^([a-z-]+)(?:[=:](.*))?$/s.exec(text);
  const [, name = '', value] = match ?? [];
  if (name === 'no-new-privileges') return value === undefined ? name : `${name}=${value}`;
  if (value === undefined || !['seccomp', 'apparmor', 'label', 'systempaths'].includes(name)) {
    throw new UsageError(`invalid --security-opt: "${text}"`);
  }
  if (name !== 'seccomp' || ['unconfined', 'builtin'].includes(value)) return `${name}=${value}`;
  try {
    return `seccomp=${JSON.stringify(JSON.parse(readFileSync(value, 'utf8')))}`;
  } catch (error) {
    throw new UsageError(`opening seccomp profile (${value}) failed: ${(error as Error).message}`);
  }
}
