import { resolve } from 'node:path';
import type { BuildOutput } from '../../../shared/model/build';
import { UsageError } from '../command';
import type { FlagValues } from '../flags';
import { compressionOf } from './compression';
import { csvFields, csvPairs, csvSwitch, refuseOthers } from './csv-fields';

const imageKeys = [
  'type',
  'name',
  'push',
  'rewrite-timestamp',
  'oci-mediatypes',
  'compression',
  'compression-level',
  'force-compression',
  'unpack',
  'store',
  'dangling-name-prefix',
  'name-canonical',
];
const archiveKeys = [...imageKeys, 'dest', 'tar'];

/**
 * `--output`, `--load` and `--push` as buildx reads them; undefined where nothing was said, which is an
 * image in the store. @throws UsageError.
 */
export function buildOutputs(
  flags: FlagValues,
  stdoutIsTerminal: boolean,
): ReadonlyArray<BuildOutput> | undefined {
  const given = flags.list('output').map((text) => parseOutput(text, stdoutIsTerminal));
  if (flags.switch('load') && !given.some(({ kind }) => kind === 'image')) given.push(image());
  if (flags.switch('push')) {
    const at = given.findIndex(({ kind }) => kind === 'image');
    const pushed = { ...(given[at] ?? image()), push: true } as BuildOutput;
    given.splice(at === -1 ? given.length : at, at === -1 ? 0 : 1, pushed);
  }
  if (given.filter((output) => 'path' in output && output.path === '-').length > 1) {
    throw new UsageError('multiple outputs to standard output are not possible');
  }
  return given.length === 0 ? undefined : given;
}

function image(): Extract<BuildOutput, { readonly kind: 'image' }> {
  return { kind: 'image', names: [], push: false, rewriteTimestamp: false, annotations: {} };
}

function parseOutput(text: string, stdoutIsTerminal: boolean): BuildOutput {
  const [first = ''] = csvFields(text);
  if (first === text && !text.startsWith('type=')) {
    if (text !== '-') return { kind: 'folder', path: resolve(text) };
    return { kind: 'tar', path: target('tar', '-', stdoutIsTerminal) };
  }
  const given = csvPairs('output', text);
  const type = given.get('type');
  const dest = given.get('dest');
  switch (type) {
    case undefined:
      throw new UsageError('type is required for output');
    case 'local':
      refuseOthers('output', given, ['type', 'dest', 'platform-split', 'mode']);
      if (dest === undefined) throw new UsageError('dest is required for local exporter');
      if (dest === '-') throw new UsageError('dest cannot be stdout for local exporter');
      if ((given.get('mode') ?? 'copy') !== 'copy') throw unsupported('mode=', 'mode=copy');
      return { kind: 'folder', path: resolve(dest) };
    case 'tar':
      refuseOthers('output', given, ['type', 'dest', 'platform-split']);
      return { kind: 'tar', path: target('tar', dest ?? '-', stdoutIsTerminal) };
    case 'oci':
      return archive('oci', dest ?? '-', given, stdoutIsTerminal);
    case 'docker':
      return dest === undefined
        ? imageOutput(given, false)
        : archive('docker', dest, given, stdoutIsTerminal);
    case 'image':
      return imageOutput(given, csvSwitch('output', 'push', given.get('push')) ?? false);
    case 'registry':
      return imageOutput(given, csvSwitch('output', 'push', given.get('push')) ?? true);
    case 'cacheonly':
      throw new UsageError('type=cacheonly is not supported: build without --output');
    default:
      throw new UsageError(
        `unsupported output type "${type}": use local, tar, oci, docker, image or registry`,
      );
  }
}

function imageOutput(given: ReadonlyMap<string, string>, push: boolean): BuildOutput {
  const { annotations, rest } = splitAnnotations(given);
  refuseOthers('output', rest, imageKeys);
  if ((given.get('compression') ?? 'uncompressed') !== 'uncompressed' && !push) {
    throw unsupported('compression= of an image in the store', 'type=oci,dest=FILE');
  }
  return { ...image(), ...common(rest), annotations, push };
}

function archive(
  format: 'oci' | 'docker',
  dest: string,
  given: ReadonlyMap<string, string>,
  stdoutIsTerminal: boolean,
): BuildOutput {
  const { annotations, rest } = splitAnnotations(given);
  refuseOthers('output', rest, archiveKeys);
  const asFolder = csvSwitch('output', 'tar', given.get('tar')) === false;
  if (asFolder && dest === '-') {
    throw new UsageError(`dest is required for ${format} exporter with tar=false`);
  }
  return {
    kind: 'archive',
    format,
    path: target(format, dest, stdoutIsTerminal),
    asFolder,
    compression: compressionOf('output', given),
    ...common(rest),
    annotations,
  };
}

function common(given: ReadonlyMap<string, string>) {
  const names = (given.get('name') ?? '').split(',').filter((name) => name !== '');
  if (csvSwitch('output', 'oci-mediatypes', given.get('oci-mediatypes')) === false) {
    throw unsupported('oci-mediatypes=false', 'the OCI media types, which docker reads as well');
  }
  const rewrite = csvSwitch('output', 'rewrite-timestamp', given.get('rewrite-timestamp'));
  return { names, rewriteTimestamp: rewrite ?? false };
}

/** `annotation.KEY=VALUE`, also with the type spelled out: `annotation-manifest.KEY`. */
function splitAnnotations(given: ReadonlyMap<string, string>) {
  const annotations: Record<string, string> = {};
  const rest = new Map<string, string>();
  for (const [name, value] of given) {
    const key = /^annotation(?:-manifest)?\.(.+)$/.exec(name)?.[1];
    if (key === undefined) rest.set(name, value);
    else annotations[key] = value;
  }
  return { annotations, rest };
}

function target(type: string, dest: string, stdoutIsTerminal: boolean): string {
  if (dest !== '-') return resolve(dest);
  if (!stdoutIsTerminal) return '-';
  throw new UsageError(`dest file is required for ${type} exporter. refusing to write to console`);
}

function unsupported(what: string, instead: string): UsageError {
  return new UsageError(
    `invalid argument for "--output": ${what} is not supported: use ${instead}`,
  );
}
