import type { SourceRange } from '../../../shared/errors';

/** `--mount=…` of RUN before its variables are known. */
export interface MountFlag {
  readonly text: string;
  readonly range: SourceRange;
  /** Stage, named context or image that the mount reads; '' when it names none. */
  readonly from: string;
}

interface MountCommon {
  /** Path in the container, possibly relative to the working directory. */
  readonly target: string;
  readonly range: SourceRange;
}

export interface BindMount extends MountCommon {
  readonly kind: 'bind';
  /** '' is the build context. */
  readonly from: string;
  readonly source: string;
  readonly readOnly: boolean;
}

export interface CacheMount extends MountCommon {
  readonly kind: 'cache';
  /** The target when the Dockerfile names none. */
  readonly id: string;
  /** What the cache starts with; '' is an empty folder. */
  readonly from: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly sharing: 'shared' | 'private' | 'locked';
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export interface TmpfsMount extends MountCommon {
  readonly kind: 'tmpfs';
  /** 0 is no limit. */
  readonly sizeBytes: number;
}

export interface SecretMount {
  readonly kind: 'secret';
  readonly id: string;
  /** The file, or nothing when the secret is only a variable. */
  readonly target: string | undefined;
  /** Name of the variable that holds the secret. */
  readonly env: string | undefined;
  readonly required: boolean;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly range: SourceRange;
}

export interface SshMount {
  readonly kind: 'ssh';
  readonly id: string;
  /** The socket's path; the build chooses one and sets SSH_AUTH_SOCK when it is undefined. */
  readonly target: string | undefined;
  readonly required: boolean;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly range: SourceRange;
}

export type RunMount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount;
