import { UsageError } from '../command';

/** `compression=` of an output or a cache; gzip as in BuildKit where it is not said. @throws UsageError. */
export function compressionOf(
  option: string,
  given: ReadonlyMap<string, string>,
): 'none' | 'gzip' | 'zstd' {
  const text = given.get('compression') ?? 'gzip';
  if (text === 'gzip' || text === 'zstd') return text;
  if (text === 'uncompressed') return 'none';
  throw new UsageError(
    `invalid argument for "--${option}": compression=${text} is not supported: use gzip, zstd or uncompressed`,
  );
}
