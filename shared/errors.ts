/** A place in a text. Lines and columns count from 1; columns count UTF-16 code units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** First and last position of a piece of a text; `end` is the last character, inclusive. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/**
 * Every stable error code. A code never changes its meaning; people search for it, scripts test it.
 * Keep the list sorted within its group.
 */
export const errorCodes = [
  // general
  'CANCELLED',
  'INVALID_ARGUMENT',
  'INTERNAL',
  'JOB_INTERRUPTED',
  'NOT_FOUND',
  'NOT_SUPPORTED',
  'CONFLICT',
  'IN_USE',
  'UNAUTHORIZED_SENDER',
  'DISK_FULL',
  'PERMISSION_DENIED',
  // names and images
  'AMBIGUOUS_ID',
  'CONTAINER_NOT_FOUND',
  'IMAGE_NOT_FOUND',
  'INVALID_CHANGE',
  'INVALID_PLATFORM',
  'INVALID_REFERENCE',
  // archives
  'ARCHIVE_CORRUPT',
  'ARCHIVE_HOSTILE',
  'ARCHIVE_NOT_AN_IMAGE',
  'ARCHIVE_NOT_A_ROOTFS',
  'ARCHIVE_TRUNCATED',
  'ARCHIVE_UNKNOWN_FORMAT',
  'DIGEST_MISMATCH',
  'DOWNLOAD_FAILED',
  'SOURCE_NOT_READABLE',
  // registries
  'CERTIFICATE_UNUSABLE',
  'CREDENTIAL_HELPER_FAILED',
  'REGISTRY_CERTIFICATE',
  'REGISTRY_NOT_FOUND',
  'REGISTRY_PROTOCOL',
  'REGISTRY_RATE_LIMITED',
  'REGISTRY_REFUSED',
  'REGISTRY_UNAUTHORIZED',
  'REGISTRY_UNREACHABLE',
  // store
  'BLOB_CORRUPT',
  'BLOB_NOT_FOUND',
  'STORE_BUSY',
  'STORE_CORRUPT',
  'STORE_TOO_NEW',
  // Dockerfile and build
  'BUILD_CHECK_FAILED',
  'BUILD_CONTEXT_NOT_FOUND',
  'BUILD_COPY_SOURCE_NOT_FOUND',
  'BUILD_STEP_FAILED',
  'DOCKERFILE_EMPTY',
  'DOCKERFILE_EXPANSION',
  'DOCKERFILE_FLAG',
  'DOCKERFILE_INSTRUCTION',
  'DOCKERFILE_NOT_FOUND',
  'DOCKERFILE_STAGE',
  'DOCKERFILE_SYNTAX',
  // secrets
  'SECRETS_FOUND',
  // sandbox and containers
  'CONTAINER_NAME_IN_USE',
  'CONTAINER_NOT_RUNNING',
  'CONTAINER_PAUSED',
  'CONTAINER_RUNNING',
  'CONTAINER_START_FAILED',
  'COMMAND_NOT_EXECUTABLE',
  'COMMAND_NOT_FOUND',
  'NETWORK_UNAVAILABLE',
  'PORT_IN_USE',
  'SANDBOX_HELPER_LOST',
  'SANDBOX_MOUNT_FAILED',
  'SANDBOX_NO_SUBIDS',
  'SANDBOX_NO_USER_NAMESPACE',
  'SANDBOX_TOOL_MISSING',
  'SANDBOX_UNSUPPORTED_SYSTEM',
  'USER_NOT_FOUND',
  'VOLUME_IN_USE',
  'VOLUME_NOT_FOUND',
  // engines
  'ENGINE_API_TOO_OLD',
  'ENGINE_CERTIFICATE_WRONG',
  'ENGINE_CLIENT_CERTIFICATE_WRONG',
  'ENGINE_CONNECTION_LOST',
  'ENGINE_FAILED',
  'ENGINE_HOST_KEY_CHANGED',
  'ENGINE_HOST_KEY_UNKNOWN',
  'ENGINE_NAME_IN_USE',
  'ENGINE_NOT_DOCKER',
  'ENGINE_NOT_FOUND',
  'ENGINE_NOT_RUNNING',
  'ENGINE_PERMISSION_DENIED',
  'ENGINE_SSH_KEY_REFUSED',
  'ENGINE_UNREACHABLE',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<JsonValue>
  | { readonly [key: string]: JsonValue };

export type ErrorData = Readonly<Record<string, JsonValue>>;

export interface ErrorOptions {
  readonly data?: ErrorData;
  /** Where in a Dockerfile, when the error is about one. */
  readonly range?: SourceRange;
  /** What to do next, as one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The only error class that is meant for people. `message` says what failed, on what, and why. */
export class DarkroomError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly range: SourceRange | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DarkroomError';
    this.code = code;
    this.data = options.data ?? {};
    this.range = options.range;
    this.hint = options.hint;
  }
}

/** An error as it crosses IPC, worker and helper boundaries, and as it is kept with a job. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: ErrorData;
  readonly range?: SourceRange;
  readonly hint?: string;
}

export function toWire(error: unknown): WireError {
  if (error instanceof DarkroomError) {
    return {
      code: error.code,
      message: error.message,
      data: error.data,
      ...(error.range === undefined ? {} : { range: error.range }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  if (error instanceof Error) {
    if (error.name === 'AbortError') return { code: 'CANCELLED', message: 'Cancelled', data: {} };
    const systemCode = (error as { code?: unknown }).code;
    if (systemCode === 'ENOSPC') {
      return { code: 'DISK_FULL', message: `The disk is full: ${error.message}`, data: {} };
    }
    if (systemCode === 'EACCES' || systemCode === 'EPERM') {
      return { code: 'PERMISSION_DENIED', message: error.message, data: {} };
    }
    return { code: 'INTERNAL', message: error.message, data: {} };
  }
  return { code: 'INTERNAL', message: String(error), data: {} };
}

export function fromWire(wire: WireError): DarkroomError {
  return new DarkroomError(wire.code, wire.message, {
    data: wire.data,
    ...(wire.range === undefined ? {} : { range: wire.range }),
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
  });
}

export function isCancelled(error: unknown): boolean {
  return toWire(error).code === 'CANCELLED';
}

/** Closes a switch over a tagged union: the compiler proves it is never reached. */
export function assertNever(value: never): never {
  throw new DarkroomError('INTERNAL', `Unexpected value: ${JSON.stringify(value)}`);
}
