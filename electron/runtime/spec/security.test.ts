import { describe, expect, it } from 'vitest';
import { capabilitiesOf, capabilityNames } from './capabilities';
import { defaultCapabilities } from './defaults';
import { defaultSeccomp } from './seccomp';
import { readSeccompProfile } from './seccomp-profile';
import { defaultSecurity } from './security-defaults';

describe('capabilities', () => {
  const of = (change: object, available?: ReadonlyArray<string>) =>
    capabilitiesOf({ ...defaultSecurity, ...change }, available);

  it.each([
    { change: {}, expected: defaultCapabilities },
    { change: { capDrop: ['ALL'], capAdd: ['CAP_CHOWN'] }, expected: ['CAP_CHOWN'] },
    { change: { capAdd: ['ALL'] }, expected: capabilityNames },
    { change: { privileged: true, capDrop: ['ALL'] }, expected: capabilityNames },
  ])('$change', ({ change, expected }) => {
    expect(of(change)).toEqual(expected);
  });

  it('cannot hand on what the machine keeps', () => {
    expect(of({ capAdd: ['ALL'], capDrop: ['CAP_KILL'] }, ['CAP_KILL', 'CAP_CHOWN'])).toEqual([
      'CAP_CHOWN',
    ]);
  });
});

describe('seccomp', () => {
  const allows = (name: string, capabilities: ReadonlyArray<string>) =>
    defaultSeccomp('x64', capabilities)?.syscalls.some(
      (rule) =>
        rule.names.includes(name) && rule.args === undefined && rule.action === 'SCMP_ACT_ALLOW',
    );

  it('opens system calls with their capability', () => {
    expect([allows('mount', defaultCapabilities), allows('mount', ['CAP_SYS_ADMIN'])]).toEqual([
      false,
      true,
    ]);
    expect(allows('clone', defaultCapabilities)).toBe(false);
  });

  it('reads a profile in Docker’s form, with its conditions', () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ERRNO',
      archMap: [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] }],
      syscalls: [
        { names: ['read'], action: 'SCMP_ACT_ALLOW' },
        { names: ['bpf'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_BPF'] } },
        { names: ['clone'], action: 'SCMP_ACT_ALLOW', excludes: { caps: ['CAP_CHOWN'] } },
        { names: ['arm_only'], action: 'SCMP_ACT_ALLOW', includes: { arches: ['arm64'] } },
        { names: ['future'], action: 'SCMP_ACT_ALLOW', includes: { minKernel: '99.0' } },
      ],
    };
    const read = readSeccompProfile(JSON.stringify(profile), ['CAP_CHOWN'], 'x64');
    expect(read.architectures).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86']);
    expect(read.syscalls.flatMap(({ names }) => names)).toEqual(['read']);
  });

  it.each(['', '[]', '{"defaultAction":"ALLOW"}'])('refuses the profile %s', (text) => {
    expect(() => readSeccompProfile(text, [], 'x64')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
