import { describe, expect, it } from 'vitest';
import type { ContainerSummary } from '../../shared/model/container';
import { portsText, statusText } from './container-rows';

const base: ContainerSummary = {
  id: 'a'.repeat(64),
  name: 'web',
  imageId: `sha256:${'b'.repeat(64)}`,
  imageName: 'busybox',
  command: ['sh'],
  state: 'running',
  exitCode: null,
  createdAt: '2024-05-01T12:00:00.000Z',
  startedAt: '2024-05-01T12:00:00.000Z',
  finishedAt: null,
  tty: false,
  labels: {},
};
const now = Date.parse('2024-05-01T12:05:00.000Z');
const tcp = (hostPort: number, containerPort: number, hostAddress = '') =>
  ({ hostAddress, hostPort, containerPort, protocol: 'tcp' }) as const;

describe('portsText', () => {
  it.each([
    { name: 'nothing', change: {}, text: '' },
    { name: 'one port', change: { ports: [tcp(8080, 80)] }, text: '0.0.0.0:8080->80/tcp' },
    {
      name: 'an address and an open port',
      change: { ports: [tcp(8080, 80, '127.0.0.1')], exposedPorts: ['80/tcp', '81/tcp'] },
      text: '127.0.0.1:8080->80/tcp, 81/tcp',
    },
    {
      name: 'a range',
      change: { ports: [tcp(8002, 82), tcp(8000, 80), tcp(8001, 81)] },
      text: '0.0.0.0:8000-8002->80-82/tcp',
    },
    {
      name: 'one port twice',
      change: { ports: [tcp(8001, 80), tcp(8000, 80)] },
      text: '0.0.0.0:8000->80/tcp, 0.0.0.0:8001->80/tcp',
    },
    {
      name: 'exposed ports one after the other',
      change: { exposedPorts: ['90/udp', '91/udp'] },
      text: '90-91/udp',
    },
    {
      name: 'what is stopped',
      change: { state: 'exited' as const, exposedPorts: ['80/tcp'] },
      text: '',
    },
  ])('$name', ({ change, text }) => {
    expect(portsText({ ...base, ...change })).toBe(text);
  });
});

describe('statusText', () => {
  it.each([
    { name: 'created', change: { state: 'created' as const }, text: 'Created' },
    { name: 'running', change: {}, text: 'Up 5 minutes' },
    { name: 'paused', change: { state: 'paused' as const }, text: 'Up 5 minutes (Paused)' },
    { name: 'healthy', change: { health: 'healthy' as const }, text: 'Up 5 minutes (healthy)' },
    {
      name: 'starting',
      change: { health: 'starting' as const },
      text: 'Up 5 minutes (health: starting)',
    },
    {
      name: 'exited',
      change: { state: 'exited' as const, exitCode: 3, finishedAt: '2024-05-01T12:04:30.000Z' },
      text: 'Exited (3) 30 seconds ago',
    },
  ])('$name', ({ change, text }) => {
    expect(statusText({ ...base, ...change }, now)).toBe(text);
  });
});
