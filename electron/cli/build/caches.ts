import { resolve } from 'node:path';
import type { CacheSource, CacheTarget } from '../../../shared/model/build';
import { UsageError } from '../command';
import { compressionOf } from './compression';
import { csvFields, csvPairs, csvSwitch, refuseOthers } from './csv-fields';

const otherTypes = ['registry', 'inline', 'gha', 's3', 'azblob'];

/** `--cache-from type=local,src=FOLDER[,tag=][,digest=]`. @throws UsageError. */
export function cacheSources(texts: ReadonlyArray<string>): ReadonlyArray<CacheSource> {
  return texts.map((text) => {
    const given = localCache('cache-from', text);
    refuseOthers('cache-from', given, ['type', 'src', 'tag', 'digest']);
    const source = given.get('src');
    if (source === undefined) throw new UsageError('local cache importer requires src');
    const digest = given.get('digest');
    return {
      path: resolve(source),
      tag: given.get('tag') ?? 'latest',
      ...(digest === undefined ? {} : { digest }),
    };
  });
}

/** `--cache-to type=local,dest=FOLDER[,mode=min|max][,tag=][,compression=]`. @throws UsageError. */
export function cacheTargets(texts: ReadonlyArray<string>): ReadonlyArray<CacheTarget> {
  return texts.map((text) => {
    const given = localCache('cache-to', text);
    refuseOthers('cache-to', given, [
      'type',
      'dest',
      'mode',
      'tag',
      'compression',
      'compression-level',
      'force-compression',
      'oci-mediatypes',
      'image-manifest',
      'ignore-error',
    ]);
    const dest = given.get('dest');
    if (dest === undefined) throw new UsageError('local cache exporter requires dest');
    const mode = given.get('mode') ?? 'min';
    if (mode !== 'min' && mode !== 'max') {
      throw new UsageError(`invalid argument "${text}" for "--cache-to": mode is min or max`);
    }
    return {
      path: resolve(dest),
      tag: given.get('tag') ?? 'latest',
      mode,
      compression: compressionOf('cache-to', given),
      ignoreError: csvSwitch('cache-to', 'ignore-error', given.get('ignore-error')) ?? false,
    };
  });
}

/** A value without a type names a registry's image, as in buildx. */
function localCache(option: string, text: string): ReadonlyMap<string, string> {
  const isName = csvFields(text).every((field) => !field.includes('='));
  const given = isName ? new Map([['type', 'registry']]) : csvPairs(option, text);
  const type = given.get('type');
  if (type === 'local') return given;
  if (type === undefined) throw new UsageError(`type required form> "${text}"`);
  throw new UsageError(
    otherTypes.includes(type)
      ? `--${option} type=${type} is not supported: use type=local with a folder`
      : `unknown cache type "${type}" for "--${option}": use type=local`,
  );
}
