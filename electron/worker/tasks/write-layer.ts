import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import {
  writeFiles,
  type WriteFilesInput,
  type WriteFilesOutput,
} from '../../oci/layer/write-files';
import type { CancelContext } from '../protocol';

/** A layer of files, looked through for secrets on the way. */
export function writeLayer(input: WriteFilesInput, task: CancelContext): WriteFilesOutput {
  return writeFiles(input, new SecretScanner(), () => task.throwIfCancelled());
}
