import type { LayerEntry } from '../../../../../shared/model/layer';
import type { LayerFile } from '../../../../worker/tasks/write-layer';
import { buildKey, type KeyPart } from './build-key';
import { keptFiles, type StepFacts } from './last-build';

/** What a layer is, without times: they say nothing about whether a build would differ. */
export function contentKey(files: ReadonlyArray<LayerFile>): string {
  const rows = files.map(({ entry, content }): KeyPart => {
    const bytes = content?.kind === 'bytes' ? Buffer.from(content.bytes).toString('base64') : null;
    return [...identityOf(entry), bytes ?? (entry.sizeBytes === 0 ? '' : entry.digest)];
  });
  return buildKey('content', rows);
}

function identityOf(entry: LayerEntry): ReadonlyArray<KeyPart> {
  const { path, kind, mode, uid, gid, link = '', deviceMajor = 0, deviceMinor = 0 } = entry;
  const xattrs = entry.xattrs === undefined ? null : Object.entries(entry.xattrs);
  return [path, kind, mode, uid, gid, link, deviceMajor, deviceMinor, xattrs];
}

/** The same, file by file, for saying what is different the next time. */
export function fileFacts(files: ReadonlyArray<LayerFile>): Pick<StepFacts, 'files' | 'filesKey'> {
  const listed = files.filter(({ entry }) => entry.kind !== 'directory');
  const facts = listed.map(({ entry }): readonly [string, string] => [
    entry.path,
    buildKey('', identityOf(entry), entry.sizeBytes === 0 ? '' : entry.digest).slice(0, 12),
  ]);
  return {
    files: facts.length > keptFiles ? null : Object.fromEntries(facts),
    filesKey: contentKey(files),
  };
}
