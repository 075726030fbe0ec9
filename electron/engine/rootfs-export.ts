import type { WorkContext } from './engine';

/**
 * `wsl`: what `wsl --import` takes; `lxc`: a unified image of LXD and Incus (`metadata.yaml` and
 * `rootfs/`), whose rootfs LXC's own templates take too. Both are tar.gz.
 */
export type RootfsFormat = 'wsl' | 'lxc';

/** An image's files as one root file system, for systems that know no images. */
export interface RootfsExport {
  /** Writes to `target` and leaves it open. IMAGE_NOT_FOUND. */
  write(
    name: string,
    format: RootfsFormat,
    target: NodeJS.WritableStream,
    work: WorkContext,
  ): Promise<void>;
  /** Into a file, which appears only when it is whole. */
  writeFile(name: string, format: RootfsFormat, path: string, work: WorkContext): Promise<void>;
}
