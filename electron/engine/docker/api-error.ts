import { DarkroomError, type ErrorCode } from '../../../shared/errors';

/** An answer of the engine that is no success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** The engine's own words. */
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'ApiError';
  }
}

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly hint?: string;
}

/** Docker and Podman tell kinds of errors apart by status and by words; these are theirs. */
const rules: ReadonlyArray<Rule> = [
  {
    pattern:
      /no such image|image not known|unable to find image|reference does not exist|no such image/i,
    code: 'IMAGE_NOT_FOUND',
  },
  // It removes itself, and is as good as gone.
  { pattern: /removal of container .* is already in progress/i, code: 'CONTAINER_NOT_FOUND' },
  { pattern: /no such container|no container with (name|id)/i, code: 'CONTAINER_NOT_FOUND' },
  {
    pattern: /multiple IDs found|ambiguous|more than one result|resolves to more than one/i,
    code: 'AMBIGUOUS_ID',
  },
  { pattern: /name .* is already in use|name is already in use/i, code: 'CONTAINER_NAME_IN_USE' },
  {
    pattern:
      /is not running|not in a running state|container state improper|can only kill running/i,
    code: 'CONTAINER_NOT_RUNNING',
    hint: 'Start it first.',
  },
  {
    pattern:
      /cannot remove (a running )?container|You cannot remove a (running|paused) container|container is running|is running or paused.*remove/i,
    code: 'CONTAINER_RUNNING',
    hint: 'Stop it first, or force the removal.',
  },
  {
    pattern:
      /image is being used|image has dependent child|is using its referenced image|image used by|image is in use|has dependent/i,
    code: 'IN_USE',
    hint: 'Remove what uses it first, or force the removal.',
  },
  {
    pattern:
      /executable file .*not found|no such file or directory: unknown|stat .*: no such file or directory|OCI runtime attempted to invoke a command that was not found|not found in \$PATH/i,
    code: 'COMMAND_NOT_FOUND',
  },
  {
    pattern:
      /permission denied: unknown|OCI permission denied|exec format error|is a directory: unknown/i,
    code: 'COMMAND_NOT_EXECUTABLE',
  },
  {
    pattern: /unable to find user|unable to find group|no matching entries in passwd/i,
    code: 'USER_NOT_FOUND',
  },
  {
    pattern: /invalid reference format|invalid tag format|repository name must be/i,
    code: 'INVALID_REFERENCE',
  },
  { pattern: /no space left on device/i, code: 'DISK_FULL' },
  {
    pattern: /unexpected EOF|invalid tar header|archive\/tar|Error processing tar file|truncated/i,
    code: 'ARCHIVE_CORRUPT',
  },
];

/** The engine's answer as an error for people; `what` is the verb and object of what was tried. */
export function apiError(what: string, error: ApiError): DarkroomError {
  const rule = rules.find(({ pattern }) => pattern.test(error.reason));
  return new DarkroomError(rule?.code ?? codeOfStatus(error.status), `${what}: ${error.reason}`, {
    data: { status: error.status },
    ...(rule?.hint === undefined ? {} : { hint: rule.hint }),
    cause: error,
  });
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'INVALID_ARGUMENT';
    case 401:
    case 403:
      return 'PERMISSION_DENIED';
    case 404:
      return 'NOT_FOUND';
    case 409:
      return 'CONFLICT';
    case 501:
      return 'NOT_SUPPORTED';
    default:
      return 'ENGINE_FAILED';
  }
}
