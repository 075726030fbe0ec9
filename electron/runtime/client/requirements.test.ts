import { describe, expect, it } from 'vitest';
import { checkRequirements, type Machine } from './requirements';

const files: Readonly<Record<string, string>> = {
  '/etc/subuid': 'leon:100000:65536\n',
  '/etc/subgid': 'leon:100000:65536\n',
  '/proc/filesystems': 'nodev\toverlay\n',
  '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
};

type Change = Partial<Machine> & { without?: string; files?: Record<string, string> };

function machine(change: Change): Machine {
  return {
    platform: 'linux',
    uid: 1000,
    userName: 'leon',
    findTool: (name) => (name === change.without || name === 'runc' ? null : `/usr/bin/${name}`),
    readFile: (path) => ({ ...files, ...change.files })[path] ?? null,
    tryUserNamespace: () => true,
    ...change,
  };
}

describe('checkRequirements', () => {
  it.each([
    { name: 'an ordinary user', change: {} },
    { name: 'root', change: { uid: 0, userName: 'root', files: { '/etc/subuid': '' } } },
    { name: 'a range given by number', change: { files: { '/etc/subuid': '1000:1:65536\n' } } },
  ])('is content with $name', ({ change }) => {
    expect(() => checkRequirements(machine(change))).not.toThrow();
  });

  it.each<{ name: string; change: Change; code: string; hint: string }>([
    {
      name: 'macOS',
      change: { platform: 'darwin' as const },
      code: 'SANDBOX_UNSUPPORTED_SYSTEM',
      hint: 'Docker engine',
    },
    {
      name: 'no runtime',
      change: { without: 'crun' },
      code: 'SANDBOX_TOOL_MISSING',
      hint: 'install crun',
    },
    {
      name: 'no conmon',
      change: { without: 'conmon' },
      code: 'SANDBOX_TOOL_MISSING',
      hint: 'install conmon',
    },
    {
      name: 'no newuidmap',
      change: { without: 'newuidmap' },
      code: 'SANDBOX_TOOL_MISSING',
      hint: 'install uidmap',
    },
    {
      name: 'no range of ids',
      change: { files: { '/etc/subuid': 'other:100000:65536\n' } },
      code: 'SANDBOX_NO_SUBIDS',
      hint: 'usermod --add-subuids',
    },
    {
      name: 'namespaces switched off',
      change: { files: { '/proc/sys/user/max_user_namespaces': '0\n' } },
      code: 'SANDBOX_NO_USER_NAMESPACE',
      hint: 'user.max_user_namespaces',
    },
    {
      name: 'namespaces switched off by Debian',
      change: { files: { '/proc/sys/kernel/unprivileged_userns_clone': '0\n' } },
      code: 'SANDBOX_NO_USER_NAMESPACE',
      hint: 'kernel.unprivileged_userns_clone=1',
    },
    {
      name: 'AppArmor on Ubuntu 24.04',
      change: {
        tryUserNamespace: () => false,
        files: { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
      },
      code: 'SANDBOX_NO_USER_NAMESPACE',
      hint: 'kernel.apparmor_restrict_unprivileged_userns=0',
    },
    {
      name: 'root without rights',
      change: { uid: 0, files: { '/proc/self/status': 'CapEff:\t00000000a80425fb\n' } },
      code: 'SANDBOX_NO_USER_NAMESPACE',
      hint: 'SYS_ADMIN',
    },
  ])('names the fix for $name', ({ change, code, hint }) => {
    expect(() => checkRequirements(machine(change))).toThrow(
      expect.objectContaining({ code, hint: expect.stringContaining(hint) as string }),
    );
  });
});
