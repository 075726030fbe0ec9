import { readFile } from 'node:fs/promises';

const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Node brings Mozilla's list; an organisation's authority is in the system's, or in SSL_CERT_FILE. */
export async function systemCertificates(env: NodeJS.ProcessEnv): Promise<ReadonlyArray<string>> {
  for (const path of [env['SSL_CERT_FILE'] ?? '', ...bundles]) {
    const bundle = path === '' ? null : await readFile(path, 'utf8').catch(() => null);
    if (bundle !== null) return [bundle];
  }
  return [];
}
