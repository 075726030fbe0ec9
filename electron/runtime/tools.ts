import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DarkroomError } from '../../shared/errors';

/** Where distributions put such tools although they are in nobody's PATH. */
const extraFolders = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/bin',
  '/sbin',
  '/usr/libexec/podman',
  '/usr/lib/podman',
];

export function findTool(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = [...(env['PATH'] ?? '').split(delimiter), ...extraFolders];
  for (const folder of folders) {
    if (folder.startsWith('/') && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** crun, or runc where there is none. SANDBOX_TOOL_MISSING. */
export function ociRuntime(): string {
  const found = findTool('crun') ?? findTool('runc');
  if (found === null) throw toolMissing('crun', 'crun');
  return found;
}

/**
 * The static init that --init makes process 1, by the names that Docker, Podman and tini's package
 * give it. SANDBOX_TOOL_MISSING.
 */
export function initProgram(): string {
  const found = ['docker-init', 'catatonit', 'tini-static'].map((name) => findTool(name));
  const path = found.find((item) => item !== null);
  if (path === undefined || path === null) throw toolMissing('catatonit', 'catatonit');
  return path;
}

export function toolMissing(tool: string, debianPackage: string): DarkroomError {
  return new DarkroomError('SANDBOX_TOOL_MISSING', `Start the sandbox: ${tool} is not installed`, {
    data: { tool },
    hint: `Install it: sudo apt-get install ${debianPackage} (Debian, Ubuntu) or sudo dnf install ${debianPackage} (Fedora).`,
  });
}
