import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { DarkroomError, toWire } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container-options';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ContainerRecord, Store, VolumeRecord } from '../../../store/store';
import { noteUnfinishedContainer } from '../../../store/unfinished-container';
import { makeVolumeFolder, type EmbeddedVolumes } from '../volumes/embedded-volumes';
import {
  hostnameOf,
  mergeConfig,
  readStoredConfig,
  writeStoredConfig,
  type StoredConfig,
} from './container-config';
import { containerSpec } from './container-spec';
import { resolveMounts, type ResolvedMounts, type StoredMount } from './mounts';
import { chooseNetwork } from './network';
import { checkName, randomName } from './names';
import { checkPlatform } from './platform';

export interface CreateParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly volumes: EmbeddedVolumes;
}

const nameAttempts = 20;

/**
 * Makes a container: its row, its folder, its volumes, filled from the image. Everything is checked
 * before anything is written, and nothing stays behind when it fails.
 */
export async function createContainer(
  parts: CreateParts,
  wanted: ContainerOptions,
): Promise<{ readonly record: ContainerRecord; readonly stored: StoredConfig }> {
  const { store } = parts;
  const options = { ...wanted, network: chooseNetwork(wanted).network };
  if (options.name !== undefined) checkName(options.name);
  const image = store.images.find(options.image);
  checkPlatform(options, image.config);
  checkWorkingDir(options);
  const id = randomBytes(32).toString('hex');
  const config = mergeConfig(image.config.config, options);
  const others = await mountsOfOthers(store, options);
  const resolved = resolveMounts(options, config, (name) => others.get(name) ?? [], store);
  const stored: StoredConfig = {
    image: image.config,
    config,
    hostname: hostnameOf(id, options),
    mounts: resolved.mounts,
  };
  containerSpec(id, stored, options);
  await prepareBinds(options);
  const folder = store.paths.container(id);
  const unfinished = await noteUnfinishedContainer(store.paths, id);
  const fresh = resolved.volumes.filter(({ name }) => store.volumes.tryFind(name) === null);
  try {
    await writeStoredConfig(folder, stored);
    const record = insert(store, recordOf(id, image.summary.id, options), options.name, resolved);
    try {
      await makeVolumes(parts, id, stored, resolved);
    } catch (error) {
      store.containers.remove(id);
      await removeFresh(parts, fresh);
      throw error;
    }
    return { record, stored };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await unfinished.done();
  }
}

function checkWorkingDir({ workingDir = '' }: ContainerOptions): void {
  if (workingDir === '' || workingDir.startsWith('/')) return;
  throw new DarkroomError(
    'INVALID_ARGUMENT',
    `the working directory '${workingDir}' is invalid, it needs to be an absolute path`,
    { data: { path: workingDir } },
  );
}

/** What other containers have mounted, by the name in --volumes-from. CONTAINER_NOT_FOUND. */
async function mountsOfOthers(
  store: Store,
  options: ContainerOptions,
): Promise<ReadonlyMap<string, ReadonlyArray<StoredMount>>> {
  const found = new Map<string, ReadonlyArray<StoredMount>>();
  for (const text of options.volumesFrom ?? []) {
    const name = text.split(':')[0] ?? '';
    const record = store.containers.find(name);
    const { mounts } = await readStoredConfig(store.paths.container(record.id));
    found.set(
      name,
      mounts.filter(({ point }) => point.kind !== 'tmpfs'),
    );
  }
  return found;
}

/** Docker makes a missing source of -v, and refuses one of --mount. */
async function prepareBinds(options: ContainerOptions): Promise<void> {
  for (const mount of options.mounts ?? []) {
    if (mount.kind !== 'bind' || existsSync(mount.source)) continue;
    if (mount.style !== 'short') {
      throw new DarkroomError(
        'INVALID_ARGUMENT',
        `invalid mount config for type "bind": bind source path does not exist: ${mount.source}`,
        { data: { path: mount.source }, hint: 'Make the folder first, or use -v, which makes it.' },
      );
    }
    await mkdir(mount.source, { recursive: true });
  }
}

function recordOf(
  id: string,
  imageId: string,
  options: ContainerOptions,
): Omit<ContainerRecord, 'name'> {
  return {
    id,
    imageId,
    imageName: imageLabel(options.image, imageId),
    options,
    state: 'created',
    pid: null,
    pidStartTicks: null,
    exitCode: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    finishedAt: null,
    error: '',
  };
}

function insert(
  store: Store,
  record: Omit<ContainerRecord, 'name'>,
  name: string | undefined,
  resolved: ResolvedMounts,
): ContainerRecord {
  for (let attempt = 0; ; attempt += 1) {
    const named = { ...record, name: name ?? randomName(attempt) };
    try {
      store.containers.insertWith(named, resolved.volumes);
      return named;
    } catch (error) {
      const taken = toWire(error).code === 'CONTAINER_NAME_IN_USE';
      if (!taken || name !== undefined || attempt === nameAttempts) throw error;
    }
  }
}

async function makeVolumes(
  { store, sandbox }: CreateParts,
  id: string,
  stored: StoredConfig,
  resolved: ResolvedMounts,
): Promise<void> {
  for (const { name } of resolved.volumes) await makeVolumeFolder(store, name);
  const fills = [];
  for (const { name, target } of resolved.fills) {
    const folder = store.paths.volumeData(name);
    if (!(await isEmpty(folder))) continue;
    const inUse = store.volumes.usedBy(name).some((user) => user !== id);
    fills.push({ target, folder, inUse });
  }
  if (fills.length === 0) return;
  await sandbox.fillVolumes(stored.image.rootfs.diff_ids, fills, new AbortController().signal);
}

/** False also where this process may not look: then somebody else's files are in it. */
async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => null))?.length === 0;
}

async function removeFresh(
  { volumes }: CreateParts,
  fresh: ReadonlyArray<VolumeRecord>,
): Promise<void> {
  for (const { name } of fresh) await volumes.removeUnused(name).catch(() => false);
}

/** Docker shows the name it was made from, or a short id. */
function imageLabel(given: string, imageId: string): string {
  const hex = imageId.slice(imageId.indexOf(':') + 1);
  const plain = given.startsWith('sha256:') ? given.slice('sha256:'.length) : given;
  return /^[0-9a-f]+$/.test(plain) && hex.startsWith(plain) ? hex.slice(0, 12) : given;
}
