import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where tests keep what takes minutes to make (a debootstrap template): outside the tree, shared by
 * all runs. `DARKROOM_TEST_CACHE` overrides; root's lies where an ordinary user can read it.
 */
export function testCacheFolder(): string {
  const folder = process.env['DARKROOM_TEST_CACHE'] ?? defaultFolder();
  mkdirSync(folder, { recursive: true });
  return folder;
}

function defaultFolder(): string {
  if (process.getuid?.() === 0) return '/var/tmp/darkroom-test-cache';
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'darkroom-test');
}
