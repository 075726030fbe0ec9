import type { Descriptor } from '../../oci/descriptor';
import { digestHasher } from '../../oci/digest';
import type { Repository } from '../repository';
import { downloadBlob, wrongDigest } from './download';
import { mountBlob, uploadBlob, type BlobSource } from './upload';

export interface CopyOptions {
  readonly what: string;
  readonly signal: AbortSignal;
  onBytes?(count: number): void;
}

/**
 * Brings a blob from one repository into another: it is there, or mounted, or its bytes pass from one
 * registry straight to the other, checked on the way. DIGEST_MISMATCH.
 */
export async function copyBlob(
  from: Repository,
  to: Repository,
  blob: Descriptor,
  options: CopyOptions,
): Promise<void> {
  const { what, signal } = options;
  if (await to.hasBlob(blob.digest, what, signal)) return;
  const isSameRegistry = from.client.endpoint.host === to.client.endpoint.host;
  if (isSameRegistry && (await mountBlob(to, blob.digest, from.path, what, signal))) return;
  await uploadBlob(to, relayed(from, blob, options), options);
}

function relayed(from: Repository, blob: Descriptor, { what, signal }: CopyOptions): BlobSource {
  return {
    open() {
      let settle: (digest: string) => void = () => undefined;
      let fail: (error: unknown) => void = () => undefined;
      const digest = new Promise<string>((resolve, reject) => {
        settle = resolve;
        fail = reject;
      });
      async function* chunks(): AsyncGenerator<Uint8Array> {
        const hash = digestHasher();
        for await (const chunk of downloadBlob(from, blob, what, signal)) {
          hash.update(chunk);
          yield chunk;
        }
        const actual = `sha256:${hash.digest('hex')}`;
        if (actual === blob.digest) settle(actual);
        else fail(wrongDigest(what, blob.digest, actual));
      }
      return { chunks: chunks(), digest };
    },
  };
}
