import { safeStorage } from 'electron';

/** What encrypts for this person with the key ring of the system; see electron/registry/auth. */
export interface SafeStorageBox {
  encrypt(text: string): Buffer;
  decrypt(content: Buffer): string;
}

/**
 * Electron's safeStorage; null where there is no key ring, and on Linux also where it would only hide
 * the text behind a key that everybody knows.
 */
export function safeStorageBox(): SafeStorageBox | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  const isPretence =
    process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (isPretence) return null;
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (content) => safeStorage.decryptString(content),
  };
}
