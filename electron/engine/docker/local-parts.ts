import type { BuildOptions } from '../../../shared/model/build';
import type { Engine, ImageOperations } from '../engine';
import type { ForeignSnapshots } from '../foreign-snapshots';

/** What a Docker engine has done on this machine, whatever machine it is on itself. */
export interface LocalParts {
  /** Reads files and folders of this machine: archives, build contexts, Dockerfiles. */
  readonly files: Pick<
    Engine,
    'openBuildContext' | 'checkBuild' | 'outlineBuild' | 'contexts' | 'checkPatterns'
  > & {
    readonly images: Pick<ImageOperations, 'identify'>;
  };
  /** Dockerfile and ignore file of a build. BUILD_CONTEXT_NOT_FOUND, DOCKERFILE_NOT_FOUND. */
  readBuildInputs(options: BuildOptions): Promise<BuildInputs>;
  /**
   * A store of its own for copies of engines' images: their layers are indexed there once, by
   * diffID, and archives that an engine does not read are rewritten there.
   */
  mirror(): Promise<ImageOperations>;
  readonly snapshots: ForeignSnapshots;
  /** Sign-in data for a registry that a build pulls from; null where there is none. */
  credentials(host: string): Promise<{
    readonly username: string;
    readonly password: string;
    /** '' when there is none. */
    readonly identityToken: string;
  } | null>;
}

export interface BuildInputs {
  readonly contextPath: string;
  /** Where the Dockerfile is; null when the text was handed over. */
  readonly dockerfilePath: string | null;
  readonly dockerfileText: string;
  readonly ignoreText: string;
  /** Name of the ignore file that counts: `.dockerignore` or `NAME.dockerignore`. */
  readonly ignoreName: string;
}
