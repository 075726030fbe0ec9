import { DarkroomError, type ErrorCode } from '../../../../shared/errors';
import type { EngineEndpoint } from '../../../../shared/model/engine';
import { endpointAddress } from './endpoint';
import { SshError } from './ssh-socket';

interface Diagnosis {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
}

/** Why an engine could not be reached, and what to do, from what the connection failed with. */
export function diagnose(endpoint: EngineEndpoint, error: unknown): DarkroomError {
  const address = endpointAddress(endpoint);
  const { code, reason, hint } =
    findSsh(error) ?? findTls(error) ?? findSystem(endpoint, error) ?? unknown(error);
  return new DarkroomError(code, `Connect to the engine at ${address}: ${reason}`, {
    data: { address },
    hint,
    cause: error,
  });
}

function findSystem(endpoint: EngineEndpoint, error: unknown): Diagnosis | null {
  const code = systemCode(error);
  const isSocket = endpoint.kind === 'socket';
  switch (code) {
    case 'ENOENT':
      if (!isSocket) {
        const hint = 'Install OpenSSH’s client: “apt install openssh-client”.';
        return { code: 'ENGINE_UNREACHABLE', reason: 'there is no ssh command', hint };
      }
      return notRunning('there is no such socket');
    case 'ECONNREFUSED':
      return notRunning(isSocket ? 'nothing listens at the socket' : 'the connection was refused');
    case 'EACCES':
    case 'EPERM':
      return noPermission();
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable('the host name is not known', 'Check the spelling of the host.');
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable('the host does not answer', 'Check the network, and the host’s firewall.');
    case 'ECONNRESET':
    case 'EPIPE':
      return lost();
    default:
      return null;
  }
}

const notRunning = (reason: string): Diagnosis => ({
  code: 'ENGINE_NOT_RUNNING',
  reason,
  hint: 'Start it: “systemctl start docker”, or “systemctl start podman.socket” (with --user for your own).',
});

const noPermission = (): Diagnosis => ({
  code: 'ENGINE_PERMISSION_DENIED',
  reason: 'you may not use its socket',
  hint: 'Add yourself to the socket’s group (“sudo usermod -aG docker $USER”) and log in again; members of it are as good as root.',
});

const unreachable = (reason: string, hint: string): Diagnosis => ({
  code: 'ENGINE_UNREACHABLE',
  reason,
  hint,
});

const lost = (): Diagnosis => ({
  code: 'ENGINE_CONNECTION_LOST',
  reason: 'the connection broke',
  hint: 'Darkroom tries again by itself.',
});

function unknown(error: unknown): Diagnosis {
  const reason = error instanceof Error ? error.message : String(error);
  return unreachable(reason, 'Check the address with “darkroom engine test NAME”.');
}

const certificateHint =
  'Name the authority that signed it with --ca, and reach it by a name that is in the certificate.';

/** OpenSSL's reasons as Node passes them on. */
function findTls(error: unknown): Diagnosis | null {
  const code = systemCode(error);
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      code: 'ENGINE_CERTIFICATE_WRONG',
      reason: 'its certificate is for another host',
      hint: certificateHint,
    };
  }
  if (/^CERT_|^UNABLE_TO_|SELF_SIGNED|ERR_TLS_CERT/.test(code)) {
    return {
      code: 'ENGINE_CERTIFICATE_WRONG',
      reason: `its certificate is not trusted (${code})`,
      hint: certificateHint,
    };
  }
  if (/ALERT|alert (bad|unknown|certificate|handshake)/i.test(`${code} ${text}`)) {
    return {
      code: 'ENGINE_CLIENT_CERTIFICATE_WRONG',
      reason: 'it does not accept the client certificate',
      hint: 'Give a certificate that the engine’s authority signed, and its key, with --cert and --key.',
    };
  }
  if (/KEY_VALUES_MISMATCH|PEM|ASN1|no start line/i.test(`${code} ${text}`)) {
    return {
      code: 'ENGINE_CLIENT_CERTIFICATE_WRONG',
      reason: 'the certificate and key cannot be read or do not belong together',
      hint: 'Give PEM files that belong together with --cert and --key.',
    };
  }
  if (/WRONG_VERSION_NUMBER|EPROTO|HTTP_REQUEST|plain HTTP/i.test(`${code} ${text}`)) {
    return {
      code: 'ENGINE_NOT_DOCKER',
      reason: 'it does not speak TLS at this port',
      hint: 'Port 2375 is mostly plain, 2376 is TLS.',
    };
  }
  return null;
}

interface SshRule {
  readonly pattern: RegExp;
  readonly diagnosis: Diagnosis;
}

/** OpenSSH and docker's dial-stdio say in words what happened; the words are the same in all their versions. */
const sshRules: ReadonlyArray<SshRule> = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed|REVOKED HOST KEY/i,
    diagnosis: {
      code: 'ENGINE_HOST_KEY_CHANGED',
      reason: 'the host shows another key than the one you know it by',
      hint: 'Somebody may be in between. If the host was set up anew, remove the old key: “ssh-keygen -R HOST”.',
    },
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known/i,
    diagnosis: {
      code: 'ENGINE_HOST_KEY_UNKNOWN',
      reason: 'you do not know the host’s key yet',
      hint: 'Connect once with “ssh HOST”, compare the fingerprint it shows, and accept it.',
    },
  },
  {
    pattern:
      /Permission denied \([a-z,-]*\)|Too many authentication failures|Load key .*(invalid|error|bad permissions)|UNPROTECTED PRIVATE KEY/i,
    diagnosis: {
      code: 'ENGINE_SSH_KEY_REFUSED',
      reason: 'the host accepts none of your keys',
      hint: 'Add the key to the agent (“ssh-add”) or name it with --identity, and put its public half into the host’s authorized_keys.',
    },
  },
  { pattern: /permission denied/i, diagnosis: noPermission() },
  {
    pattern: /Could not resolve hostname/i,
    diagnosis: unreachable('the host name is not known', 'Check the spelling of the host.'),
  },
  {
    pattern: /Connection timed out|No route to host|Network is unreachable/i,
    diagnosis: unreachable(
      'the host does not answer',
      'Check the network, and the host’s firewall.',
    ),
  },
  {
    pattern: /ssh: connect to host .*Connection refused/i,
    diagnosis: unreachable(
      'no ssh server listens there',
      'Check the host and port; start its ssh server.',
    ),
  },
  {
    pattern: /command not found|podman: not found|exec: .*not found/i,
    diagnosis: {
      code: 'ENGINE_NOT_DOCKER',
      reason: 'the host has neither docker nor podman',
      hint: 'Install one of them there, or put it on the PATH of commands run through ssh.',
    },
  },
  {
    pattern:
      /Is the docker daemon running|connect: (connection refused|no such file)|no such file or directory/i,
    diagnosis: notRunning('it does not run on that host'),
  },
];

function findSsh(error: unknown): Diagnosis | null {
  const found = causes(error).find((cause) => cause instanceof SshError);
  if (found === undefined) return null;
  const rule = sshRules.find(({ pattern }) => pattern.test(found.output));
  if (rule !== undefined) return rule.diagnosis;
  const lastLine = found.output.split('\n').at(-1) ?? '';
  return lastLine === ''
    ? lost()
    : unreachable(`ssh says “${lastLine}”`, 'Try the same with “ssh HOST docker version”.');
}

function systemCode(error: unknown): string {
  for (const cause of causes(error)) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
}

function causes(error: unknown): ReadonlyArray<Error> {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 10; at = at.cause) {
    found.push(at);
    // Several addresses of one host were tried: the first says enough.
    if (at instanceof AggregateError && at.errors[0] instanceof Error) found.push(at.errors[0]);
  }
  return found;
}
