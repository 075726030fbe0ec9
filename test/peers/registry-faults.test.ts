import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietWork } from '../../electron/engine/embedded/import/import-kit';
import { toWire } from '../../shared/errors';
import {
  faults,
  seededRandom,
  startFaultProxy,
  type Fault,
  type FaultProxy,
} from '../helpers/fault-proxy';
import { hasRegistry, startRegistry, type TestRegistry } from '../helpers/registry';
import { openTransferKit, type TransferKit } from '../helpers/transfer-kit';

const seed = Number(process.env['DARKROOM_TEST_SEED'] ?? 20_261_125);
const rounds = 150;
const allowed = new Set([
  'ARCHIVE_CORRUPT',
  'ARCHIVE_TRUNCATED',
  'ARCHIVE_UNKNOWN_FORMAT',
  'DIGEST_MISMATCH',
  'IMAGE_NOT_FOUND',
  'REGISTRY_NOT_FOUND',
  'REGISTRY_PROTOCOL',
  'REGISTRY_RATE_LIMITED',
  'REGISTRY_REFUSED',
  'REGISTRY_UNREACHABLE',
  'STORE_CORRUPT',
]);

describe.skipIf(!(await hasRegistry()))('pulls and pushes through a network that fails', () => {
  let registry: TestRegistry;
  let proxy: FaultProxy;
  let kit: TransferKit;
  /** Of each request: how likely it goes wrong, and in which ways. */
  let weather: { readonly chance: number; readonly kinds: ReadonlyArray<Fault> };
  const random = seededRandom(seed);
  const pick = <T>(items: ReadonlyArray<T>): T => items[Math.floor(random() * items.length)] as T;

  beforeAll(async () => {
    weather = { chance: 0, kinds: faults };
    registry = await startRegistry();
    const choose = (): Fault | null => (random() < weather.chance ? pick(weather.kinds) : null);
    proxy = await startFaultProxy(registry.port, choose, random);
    kit = await openTransferKit({ idleTimeoutMs: 150 });
  });
  afterAll(async () => {
    await kit.dispose();
    await proxy.stop();
    await registry.stop();
  });

  /** The digest of everything that a tag needs, straight from the registry; null without the tag. */
  async function whole(repository: string, tag: string): Promise<string | null> {
    const at = (path: string) => fetch(`http://${registry.host}/v2/${repository}/${path}`);
    const answer = await fetch(`http://${registry.host}/v2/${repository}/manifests/${tag}`, {
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
    if (answer.status === 404) return null;
    const manifest = (await answer.json()) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      const content = Buffer.from(await (await at(`blobs/${digest}`)).arrayBuffer());
      expect(`sha256:${createHash('sha256').update(content).digest('hex')}`).toBe(digest);
    }
    return manifest.config.digest;
  }

  it(`ends ${2 * rounds} times right or with a clear error`, { timeout: 180_000 }, async () => {
    const ends = { right: 0, told: 0 };
    const attempt = async <T>(run: () => Promise<T>): Promise<T | null> => {
      try {
        const value = await run();
        ends.right += 1;
        return value;
      } catch (error) {
        const wire = toWire(error);
        expect(allowed, `${wire.code}: ${wire.message}`).toContain(wire.code);
        ends.told += 1;
        return null;
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      weather = {
        chance: pick([0.05, 0.2, 0.5]),
        kinds: random() < 0.5 ? faults : [pick(faults)],
      };
      const name = `${proxy.host}/shop/r${round}:1`;
      const id = await kit.image(name, randomBytes(20_000 + Math.floor(random() * 200_000)));
      const pushed = await attempt(() => kit.transfers.push(name, {}, quietWork()));
      const found = await whole(`shop/r${round}`, '1');
      if (pushed !== null) expect(found).toBe(id);
      else expect([id, null]).toContain(found);
      weather = { ...weather, chance: found === null ? 0 : weather.chance };
      if (found === null) await kit.transfers.push(name, {}, quietWork());
      weather = { ...weather, chance: pick([0.05, 0.2, 0.5]) };

      await kit.store.images.remove(id);
      await kit.store.collectGarbage(new AbortController().signal);
      const pulled = await attempt(() => kit.transfers.pull(name, {}, quietWork()));
      expect(kit.store.images.tryFind(name)?.summary.id ?? null).toBe(pulled === null ? null : id);
      if (pulled !== null) await kit.store.images.remove(id);
    }
    expect(ends.right + ends.told).toBe(2 * rounds);
    // Neither may be all there is: then nothing was tried.
    expect(ends.right).toBeGreaterThan(rounds);
    expect(ends.told).toBeGreaterThan(0);
    expect([...proxy.done.keys()].sort()).toEqual([...faults].sort());
    await kit.store.collectGarbage(new AbortController().signal);
    const report = await kit.store.fsck({ repair: false, signal: new AbortController().signal });
    expect(report.problems).toEqual([]);
    expect((await kit.leftovers()).filter((one) => one.startsWith('tmp/'))).toEqual([]);
  });
});
