import { describe, expect, it } from 'vitest';
import { controllersFor } from '../client/cgroup-support';
import { legacyFiles, unifiedFiles } from './cgroups';

describe('files of cgroups', () => {
  const limits = {
    memoryBytes: 64 << 20,
    memorySwapBytes: 128 << 20,
    cpuQuotaMicros: 50_000,
    cpuPeriodMicros: 100_000,
    cpuShares: 1024,
    pids: -1,
  };

  it('v2: swap without memory, shares as weight', () => {
    expect(unifiedFiles(limits)).toEqual([
      ['memory.max', '67108864'],
      ['memory.swap.max', '67108864'],
      ['cpu.max', '50000 100000'],
      ['cpu.weight', '39'],
      ['pids.max', 'max'],
    ]);
    expect(unifiedFiles({ memoryBytes: 1, memorySwapBytes: -1 })).toContainEqual([
      'memory.swap.max',
      'max',
    ]);
  });

  it('v1: as Docker writes them', () => {
    expect(Object.fromEntries(legacyFiles(limits))).toEqual({
      'memory.limit_in_bytes': '67108864',
      'memory.memsw.limit_in_bytes': '134217728',
      'cpu.cfs_period_us': '100000',
      'cpu.cfs_quota_us': '50000',
      'cpu.shares': '1024',
      'pids.max': 'max',
    });
  });

  it('knows the controllers that are needed', () => {
    expect([...controllersFor(limits)]).toEqual(['memory', 'cpu', 'pids']);
    expect([...controllersFor({ cpusetCpus: '0' })]).toEqual(['cpuset']);
  });
});
