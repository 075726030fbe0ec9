import { descriptors } from '../../base/native/descriptors';

/**
 * Keeps the files of a window's process its own. Chromium leaves many of its sockets and files open
 * across exec; what outlives the window (the helper, the supervisors of containers) would hold its X
 * connection, its profile and the pipes of whoever started it. Node's own files are closed anyway.
 */
export function keepFilesFromChildren(): void {
  if ((process as { readonly type?: string }).type === 'browser') descriptors().closeOnExec();
}
