import { statSync } from 'node:fs';
import path from 'node:path';
import { readText } from './files.mjs';
import { electronFolder } from './paths.mjs';
import { SetupError } from './report.mjs';

/** @throws SetupError where a window cannot be shown. */
export function requireDisplay() {
  if (process.platform !== 'linux') return;
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  throw new SetupError(
    'There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.\n' +
      'On a machine without a screen, start Darkroom on a virtual one:\n\n' +
      '  xvfb-run -a npm start\n\n' +
      'xvfb-run is in the Debian package xvfb, which `npm run setup` installs.',
  );
}

const setUserIdBit = 0o4000;

function forbidsUserNamespaces() {
  const read = (name) => readText(`/proc/sys/${name}`)?.trim();
  return (
    read('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('kernel/unprivileged_userns_clone') === '0' ||
    read('user/max_user_namespaces') === '0'
  );
}

/**
 * The switches that Chromium's own sandbox needs here: root has none.
 * @throws SetupError where an ordinary user's would not start, with what to do about it.
 */
export function sandboxSwitches() {
  if (process.platform !== 'linux') return [];
  if (process.getuid() === 0) return ['--no-sandbox'];
  const helper = path.join(electronFolder, 'chrome-sandbox');
  const status = statSync(helper, { throwIfNoEntry: false });
  const isPrivileged = status?.uid === 0 && (status.mode & setUserIdBit) !== 0;
  if (isPrivileged || !forbidsUserNamespaces()) return [];
  throw new SetupError(
    'This machine forbids user namespaces, which keep the window away from your files.\n' +
      'Give the window its sandbox in the other way, then run the same command again:\n\n' +
      `  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}\n`,
  );
}
