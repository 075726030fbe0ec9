import type { ContainerMount } from '../../../shared/model/container-options';
import type { FlagSpecs, FlagValues } from '../flags';
import { longMount } from './long-mount';
import { shortMount, shortTmpfs } from './short-mount';

export const mountFlags: FlagSpecs = {
  mount: { kind: 'list', help: 'type=bind|volume|tmpfs,source=…,target=…[,readonly…]' },
  'read-only': { kind: 'switch', help: 'Mount the root file system read-only' },
  tmpfs: { kind: 'list', help: 'Mount a tmpfs: /path[:options]' },
  volume: { kind: 'list', short: 'v', help: '[/host/path:|volume:]/path[:ro]' },
  'volumes-from': { kind: 'list', help: 'Mount what another container mounts: name[:ro]' },
};

export function mountOptions(flags: FlagValues) {
  const mounts: ReadonlyArray<ContainerMount> = [
    ...flags.list('volume').map(shortMount),
    ...flags.list('tmpfs').map(shortTmpfs),
    ...flags.list('mount').map(longMount),
  ];
  const volumesFrom = flags.list('volumes-from');
  return {
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(volumesFrom.length === 0 ? {} : { volumesFrom }),
    readOnly: flags.switch('read-only'),
  };
}
