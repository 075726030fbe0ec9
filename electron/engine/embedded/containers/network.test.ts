import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../../shared/errors';
import { chooseNetwork, portBindings } from './network';

const image = 'busybox';
const port = (hostPort: number | null, containerPort: number) =>
  ({ hostAddress: '', hostPort, containerPort, protocol: 'tcp' }) as const;
const without = () => {
  throw new DarkroomError('NETWORK_UNAVAILABLE', 'pasta is missing', { hint: 'Install it.' });
};
const works = () => undefined;

describe('chooseNetwork', () => {
  it('is a bridge by default', () => {
    expect(chooseNetwork({ image }, works)).toEqual({ network: 'bridge', warnings: [] });
  });

  it("is the host's where there is no bridge, and says why", () => {
    const { network, warnings } = chooseNetwork({ image, publish: [port(8080, 80)] }, without);
    expect(network).toBe('host');
    expect(warnings.join()).toMatch(/pasta is missing.*Install it.*same numbers/);
  });

  it('is what was asked for', () => {
    expect(chooseNetwork({ image, network: 'bridge' }, without).network).toBe('bridge');
    expect(chooseNetwork({ image, network: 'none' }, works)).toEqual({
      network: 'none',
      warnings: [],
    });
  });

  it('warns of ports that mean nothing', () => {
    const given = { image, network: 'host', publish: [port(8080, 80)] } as const;
    expect(chooseNetwork(given, works).warnings).toHaveLength(1);
  });
});

describe('portBindings', () => {
  const exposed = { ExposedPorts: { '80/tcp': {}, '53/udp': {} } };
  it('publishes what was asked for', () => {
    expect(portBindings({ image, publish: [port(8080, 80), port(null, 81)] }, exposed)).toEqual([
      port(8080, 80),
      port(0, 81),
    ]);
  });

  it('publishes all exposed ports that have no place yet', () => {
    const options = { image, publish: [port(8080, 80)], publishAll: true };
    expect(portBindings(options, exposed)).toEqual([
      port(8080, 80),
      { ...port(0, 53), protocol: 'udp' },
    ]);
  });

  it('refuses SCTP', () => {
    const publish = [{ ...port(1, 1), protocol: 'sctp' as const }];
    expect(() => portBindings({ image, publish }, {})).toThrow(/SCTP|sctp/);
  });
});
