import path from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

/** How the packaged program's fuses are set; the packaging test reads them back. */
export const fuses = {
  // On because the command line and the sandbox's helper are this very program as plain Node.
  [FuseV1Options.RunAsNode]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The window's files come through app://, and file: gets no more rights than any page.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
} as const;

/** The program inside a folder that the packager is still filling, where it has Electron's name. */
function programIn(folder: string, platform: string): string {
  switch (platform) {
    case 'darwin':
      return path.join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
    case 'win32':
      return path.join(folder, 'electron.exe');
    default:
      return path.join(folder, 'electron');
  }
}

/** Sets the fuses of the Electron around `buildPath` (the folder the app's files were copied to). */
export async function setFuses(buildPath: string, platform: string): Promise<void> {
  const above = platform === 'darwin' ? ['..', '..', '..', '..'] : ['..', '..'];
  await flipFuses(programIn(path.resolve(buildPath, ...above), platform), {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: platform === 'darwin',
    ...fuses,
  });
}
