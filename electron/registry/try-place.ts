import { DarkroomError, toWire } from '../../shared/errors';
import type { RegistryPlace } from '../../shared/model/registry';
import { cancelledError } from '../base/abort';
import { discardBody } from './http/http-client';
import type { RegistryClient } from './registry-client';

/** No answer for so long is no answer, in milliseconds: somebody waits for it. */
export const trialIdleMs = 10_000;
/** One attempt: what is wrong is to be told, not waited away. */
export const trialRetry = { attempts: 1, firstDelayMs: 0, maxDelayMs: 0 };

/**
 * Asks one place whether it speaks the API (distribution-spec 1.1, "Determining Support": end-1), and
 * says how it was reached or what is wrong. CANCELLED is the only error thrown.
 */
export async function tryPlace(
  client: RegistryClient,
  isKnown: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<RegistryPlace> {
  const { endpoint } = client;
  const { isMirror } = endpoint;
  const asked = `${endpoint.host}${endpoint.prefix}`;
  const request = { method: 'GET', path: '', scopes: [], what: `Test ${asked}`, signal } as const;
  try {
    const hasCredentials = await isKnown();
    const { response, url } = await client.send(request, [200, 401]);
    discardBody(response);
    const isOpen = response.statusCode === 200;
    if (isOpen && (response.headers['content-type'] ?? '').startsWith('text/html')) {
      throw client.protocolError(request.what, 'it answers with a web page');
    }
    if (!isOpen && hasCredentials) throw refused(endpoint.registry, request.what);
    const checked = endpoint.insecure ? 'unchecked' : 'checked';
    return {
      kind: 'reached',
      address: `${url.protocol}//${asked}`,
      isMirror,
      protection: url.protocol === 'http:' ? 'plain' : checked,
      access: isOpen ? (hasCredentials ? 'known' : 'open') : 'login',
    };
  } catch (error) {
    if (signal.aborted) throw cancelledError();
    return { kind: 'failed', address: asked, isMirror, error: toWire(withAdvice(error)) };
  }
}

function refused(registry: string, what: string): DarkroomError {
  return new DarkroomError(
    'REGISTRY_UNAUTHORIZED',
    `${what}: ${registry} refuses the login that is kept for it`,
    { data: { registry }, hint: `Log in to ${registry} again.` },
  );
}

/** The two things that are set wrong most often look like breaks of the connection. */
function withAdvice(error: unknown): unknown {
  if (!(error instanceof DarkroomError) || error.code !== 'REGISTRY_UNREACHABLE') return error;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  const hint = hints[String(code)];
  return hint === undefined
    ? error
    : new DarkroomError(error.code, error.message, { data: error.data, cause: error.cause, hint });
}

const plainHint =
  'TLS is not spoken there. Check the port; where the registry has plain HTTP only, allow that.';
const hints: Readonly<Record<string, string>> = {
  EPROTO: plainHint,
  ERR_SSL_WRONG_VERSION_NUMBER: plainHint,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plainHint,
  ECONNREFUSED: 'Nothing listens there: check the port, and that the registry runs.',
  ENOTFOUND: 'No computer has that name: check its spelling, and the network.',
};
