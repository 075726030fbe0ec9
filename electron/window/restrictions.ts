import { app, type Session, type WebContents } from 'electron';

import { windowOrigin, windowUrl } from './renderer-files';

/** Copying a digest and pasting a path or into a terminal: the one way beyond the page's own frame. */
const allowedPermissions: ReadonlySet<string> = new Set([
  'clipboard-read',
  'clipboard-sanitized-write',
]);

/**
 * Every page of the app: no navigation (a dropped file would be one), no new windows, no webviews.
 * What the page itself needs goes through IPC.
 */
export function restrictAllContents(): void {
  app.on('web-contents-created', (_event, contents) => restrictContents(contents));
}

function restrictContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // A reload of our own page is no way out.
    if (event.url !== windowUrl || !event.isMainFrame) event.preventDefault();
  });
}

/** No camera, no notifications, no downloads; the check and the request are answered alike. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(allowedPermissions.has(permission) && isOurs(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => allowedPermissions.has(permission) && isOurs(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

function isOurs(url: string): boolean {
  return url === windowOrigin || url.startsWith(`${windowOrigin}/`);
}
