import { hash } from 'node:crypto';

export type KeyPart =
  | string
  | number
  | boolean
  | null
  | undefined
  | ReadonlyArray<KeyPart>
  | { readonly [name: string]: KeyPart };

/** Changes when keys or the layers made from the same inputs would be different. */
const keyVersion = 1;

/** A cache key: the same for the same parts, different for any others. */
export function buildKey(kind: string, ...parts: ReadonlyArray<KeyPart>): string {
  return hash('sha256', JSON.stringify([keyVersion, kind, ...parts]), 'hex');
}

/** A layer whose folders are of SOURCE_DATE_EPOCH is another than one of today. */
export function epochKey({ epochSeconds }: { readonly epochSeconds: number | null }): KeyPart[] {
  return epochSeconds === null ? [] : [`epoch ${epochSeconds}`];
}
