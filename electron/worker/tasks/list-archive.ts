import { closeSync, openSync } from 'node:fs';
import { scanTar } from '../../oci/layer/scan-tar';
import type { LayerEntry } from '../../../shared/model/layer';
import type { TaskContext } from '../protocol';
import { memberOf, type ArchiveMember } from './archive-member';

export interface ListInput {
  readonly path: string;
}

export interface ListOutput {
  readonly members: ReadonlyArray<ArchiveMember>;
}

/** Lists the members of an uncompressed image archive. */
export function listArchive(input: ListInput, context: TaskContext): ListOutput {
  const members: ArchiveMember[] = [];
  const fd = openSync(input.path, 'r');
  try {
    const sink = {
      end: (entry: LayerEntry) => {
        const member = memberOf(entry);
        if (member !== null) members.push(member);
      },
    };
    scanTar(fd, sink, {
      start: 0,
      wantsContent: () => false,
      isEnough: () => {
        context.throwIfCancelled();
        return false;
      },
    });
  } finally {
    closeSync(fd);
  }
  return { members };
}
