import { DarkroomError } from '../../shared/errors';
import { digestOf, isAnyDigest } from './digest';
import type { Platform } from './platform';

/** OCI image-spec v1.1 "descriptor.md". */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes; the spec's own name of the field. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly urls?: ReadonlyArray<string>;
  readonly artifactType?: string;
  readonly data?: string;
}

export function describe(mediaType: string, content: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(content), size: content.length };
}

/**
 * Checks a descriptor read from outside. A digest of an algorithm that is not known here passes, as the
 * specification wants it; what it names cannot be read then. STORE_CORRUPT with `where` in the message.
 */
export function parseDescriptor(value: unknown, where: string): Descriptor {
  const descriptor = value as Descriptor | null;
  const isValid =
    typeof descriptor === 'object' &&
    descriptor !== null &&
    typeof descriptor.mediaType === 'string' &&
    typeof descriptor.digest === 'string' &&
    isAnyDigest(descriptor.digest) &&
    Number.isSafeInteger(descriptor.size) &&
    descriptor.size >= 0;
  if (isValid) return descriptor;
  throw new DarkroomError('STORE_CORRUPT', `Invalid descriptor in ${where}`, { data: { where } });
}
