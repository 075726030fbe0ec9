import { createHash } from 'node:crypto';
import type { LayerFile } from '../../../../oci/layer/write-files';
import { buildKey } from './build-key';
import { keptFiles, type StepFacts } from './last-build';

/** Rows between two turns of the event loop. */
const rowsPerTurn = 2000;

/** What a layer is, without times: they say nothing about whether a build would differ. */
export async function contentKey(files: ReadonlyArray<LayerFile>): Promise<string> {
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await new Promise((next) => setImmediate(next));
    hash.update(rowOf(file));
  }
  return hash.digest('hex');
}

function rowOf({ entry, content }: LayerFile): string {
  const bytes = content?.kind === 'bytes' ? Buffer.from(content.bytes).toString('base64') : null;
  const { path, kind, mode, uid, gid, link = '', deviceMajor = 0, deviceMinor = 0 } = entry;
  const xattrs = entry.xattrs === undefined ? null : Object.entries(entry.xattrs);
  const data = bytes ?? (entry.sizeBytes === 0 ? '' : entry.digest);
  return `${JSON.stringify([path, kind, mode, uid, gid, link, deviceMajor, deviceMinor, xattrs, data])}\n`;
}

/** The same, file by file, for saying what is different the next time. */
export function fileFacts(
  files: ReadonlyArray<LayerFile>,
  filesKey: string,
): Pick<StepFacts, 'files' | 'filesKey'> {
  const listed = files.filter(({ entry }) => entry.kind !== 'directory');
  if (listed.length > keptFiles) return { files: null, filesKey };
  const facts = listed.map((file): readonly [string, string] => [file.entry.path, factOf(file)]);
  return { files: Object.fromEntries(facts), filesKey };
}

/** Short, and the same only for what COPY would copy the same. */
function factOf(file: LayerFile): string {
  const { kind, mode, uid, gid, digest, xattrs } = file.entry;
  // The content of most files has a digest already; what else there is has to be looked at whole.
  if (kind !== 'file' || digest === undefined || xattrs !== undefined)
    return buildKey('file', rowOf(file)).slice(0, 12);
  return `${mode.toString(8)}.${uid}.${gid}.${digest.slice(0, 12)}`;
}
