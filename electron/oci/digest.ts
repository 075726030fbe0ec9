import { createHash, type Hash } from 'node:crypto';
import { DarkroomError } from '../../shared/errors';

const pattern = /^sha256:[0-9a-f]{64}$/;

/** OCI image-spec v1.1 "descriptor.md", digests: only sha256 is used here. */
export interface ParsedDigest {
  readonly algorithm: 'sha256';
  /** 64 lower-case hex digits. */
  readonly hex: string;
}

/** descriptor.md, "Digests": the grammar, with what the registered algorithms ask of their part. */
export function isAnyDigest(text: string): boolean {
  const [, algorithm = ''] = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):[a-zA-Z0-9=_-]+$/.exec(text) ?? [];
  if (algorithm === 'sha256') return isDigest(text);
  return algorithm === 'sha512' ? /:[0-9a-f]{128}$/.test(text) : algorithm !== '';
}

/** A digest that can be verified here. */
export function isDigest(text: string): boolean {
  return pattern.test(text);
}

/** INVALID_ARGUMENT when `text` is no `sha256:` digest with 64 lower-case hex digits. */
export function parseDigest(text: string): ParsedDigest {
  if (!isDigest(text)) {
    throw new DarkroomError('INVALID_ARGUMENT', `Not a sha256 digest: ${JSON.stringify(text)}`, {
      data: { digest: text },
      hint: 'A digest is "sha256:" and 64 lower-case hex digits.',
    });
  }
  return { algorithm: 'sha256', hex: text.slice(7) };
}

/** The hex digits of a digest; they name its blob. INVALID_ARGUMENT. */
export function digestHex(digest: string): string {
  return parseDigest(digest).hex;
}

/** The digest of bytes held in memory. */
export function digestOf(content: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

export function digestHasher(): Hash {
  return createHash('sha256');
}

/** DIGEST_MISMATCH when `content` is not what `digest` says. */
export function verifyDigest(content: Uint8Array, digest: string): void {
  parseDigest(digest);
  const actual = digestOf(content);
  if (actual !== digest) {
    throw new DarkroomError('DIGEST_MISMATCH', `Content has digest ${actual}, expected ${digest}`, {
      data: { expected: digest, actual },
    });
  }
}

/** The first twelve hex digits, as lists show an id. */
export function shortId(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
