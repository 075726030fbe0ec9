import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the store lies: `DARKROOM_ROOT`, else the user's data folder (XDG Base Directory 0.8 on Linux,
 * Application Support on macOS, LocalAppData on Windows).
 */
export function storeRoot(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const override = env['DARKROOM_ROOT'];
  if (override !== undefined && override !== '') return override;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Darkroom');
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Darkroom');
  }
  const data = env['XDG_DATA_HOME'];
  // The specification says that a relative path is to be ignored.
  const base =
    data !== undefined && data.startsWith('/') ? data : join(homedir(), '.local', 'share');
  return join(base, 'darkroom');
}
