import { isCancelled } from '../../../../shared/errors';
import type { ResourceUsage } from '../../../../shared/model/container';
import type { DockerApi } from '../docker-api';

interface CpuAnswer {
  readonly cpu_usage?: { readonly total_usage?: number };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

/** A document of `GET /containers/{id}/stats`. */
export interface StatsAnswer {
  readonly read?: string;
  readonly cpu_stats?: CpuAnswer;
  readonly precpu_stats?: CpuAnswer;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly networks?: Readonly<
    Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>
  > | null;
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: ReadonlyArray<{
      readonly op: string;
      readonly value: number;
    }> | null;
  };
  readonly pids_stats?: { readonly current?: number };
}

/** One sample that has one before it, or one a second until the container ends. */
export async function followStats(
  api: DockerApi,
  id: string,
  stream: boolean,
  onUsage: (usage: ResourceUsage) => void,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const request = {
    method: 'GET',
    path: `/containers/${id}/stats`,
    query: { stream: true },
    signal: both,
    what: 'Follow the resource usage',
  } as const;
  try {
    for await (const answer of api.lines<StatsAnswer>(request)) {
      // The first has nothing to compare with; after the end all times are zero.
      if (answer.read?.startsWith('0001') === true) return;
      if (answer.precpu_stats?.system_cpu_usage === undefined) continue;
      onUsage(usageOf(answer));
      if (!stream) return;
    }
  } catch (error) {
    if (!isCancelled(error)) throw error;
  } finally {
    ended.abort();
  }
}

/** As docker's own command counts: caches that can be dropped are no use of memory. */
export function usageOf(answer: StatsAnswer): ResourceUsage {
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory } = answer;
  const used = (now?.cpu_usage?.total_usage ?? 0) - (before?.cpu_usage?.total_usage ?? 0);
  const passed = (now?.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0);
  const cpus = now?.online_cpus ?? 1;
  const cache = memory?.stats?.['inactive_file'] ?? memory?.stats?.['total_inactive_file'] ?? 0;
  const networks = Object.values(answer.networks ?? {});
  const transfers = answer.blkio_stats?.io_service_bytes_recursive ?? [];
  const sumOf = (op: string) =>
    transfers
      .filter((transfer) => transfer.op.toLowerCase() === op)
      .reduce((sum, transfer) => sum + transfer.value, 0);
  return {
    cpuPercent: passed > 0 && used > 0 ? (used / passed) * cpus * 100 : 0,
    memoryBytes: Math.max(0, (memory?.usage ?? 0) - cache),
    memoryLimitBytes: memory?.limit ?? 0,
    receivedBytes: networks.reduce((sum, network) => sum + network.rx_bytes, 0),
    sentBytes: networks.reduce((sum, network) => sum + network.tx_bytes, 0),
    readBytes: sumOf('read'),
    writtenBytes: sumOf('write'),
    processCount: answer.pids_stats?.current ?? 0,
  };
}
