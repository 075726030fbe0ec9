import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importImage } from '../../electron/engine/embedded/import/import-image';
import {
  openImportKit,
  quietWork,
  rootfsTar,
  type ImportKit,
} from '../../electron/engine/embedded/import/import-kit';
import { ImageTransfers } from '../../electron/engine/embedded/registry/image-transfers';
import type { RetryRules } from '../../electron/registry/http/retry';
import { Registries } from '../../electron/registry/registries';
import type { RegistryRules } from '../../shared/model/registry';

/** A store of its own with what moves its images; nothing of the person's own is read or written. */
export interface TransferKit extends ImportKit {
  readonly registries: Registries;
  readonly transfers: ImageTransfers;
  /** Imports a root file system with one more file; its id. */
  image(name: string, content: Buffer): Promise<string>;
}

export interface TransferKitOptions {
  readonly rules?: Readonly<Record<string, RegistryRules>>;
  readonly retry?: RetryRules;
  readonly idleTimeoutMs?: number;
}

export const quickRetry: RetryRules = { attempts: 5, firstDelayMs: 2, maxDelayMs: 20 };

export async function openTransferKit(options: TransferKitOptions = {}): Promise<TransferKit> {
  const kit = await openImportKit();
  const { store, workers } = kit;
  const { rules = {}, retry = quickRetry, idleTimeoutMs = 10_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-transfer-'));
  const registries = new Registries({
    rules: () => rules,
    stateFolder: store.paths.state,
    secretBox: null,
    env: { DOCKER_CONFIG: join(folder, 'docker') },
    retry,
    idleTimeoutMs,
  });
  const transfers = new ImageTransfers({ store, workers, registries });
  return {
    ...kit,
    registries,
    transfers,
    async image(name, content) {
      const path = join(folder, 'rootfs.tar');
      await writeFile(path, rootfsTar('', { path: 'usr/share/content', content }));
      const { imageIds } = await importImage(
        kit,
        { source: path, reference: name, changes: ['CMD ["/bin/sh"]'] },
        quietWork(),
      );
      return imageIds[0] ?? '';
    },
    async dispose() {
      registries.dispose();
      await kit.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
