import { MakerDeb } from '@electron-forge/maker-deb';
import type { ForgeConfig } from '@electron-forge/shared-types';
import path from 'node:path';
import { ignoreForPackage } from './build/forge/app-files';
import { ElectronBuilderMaker } from './build/forge/electron-builder-maker';
import { setFuses } from './build/forge/fuses';
import { finishFolder } from './build/forge/finish-folder';

const root = __dirname;
const iconFile = (size: number): string =>
  path.join(root, 'build', 'icons', `darkroom-${size}.png`);
const iconSizes = [16, 32, 48, 64, 128, 256, 512];
// The installer takes one file per size as well; the maker's types know of a single file only.
const icons = Object.fromEntries(
  iconSizes.map((size) => [`${size}x${size}`, iconFile(size)]),
) as unknown as string;

const config: ForgeConfig = {
  outDir: process.env['DARKROOM_OUT'] ?? 'out',
  packagerConfig: {
    executableName: 'darkroom',
    appBundleId: 'org.darkroom.Darkroom',
    icon: path.join(root, 'build', 'icons', 'darkroom'),
    // Bundled with everything that can be; what cannot is named in build/forge/app-files.ts.
    prune: false,
    ignore: ignoreForPackage(root, process.platform, process.arch),
    asar: { unpack: '**/*.node' },
    extraResource: [path.join(root, 'bin')],
    // The Electron that set-up brought, wherever it came from (see build/package.mjs).
    electronZipDir: process.env['DARKROOM_ELECTRON_ZIPS'],
  },
  // The native modules are in place for this very Electron; nothing is compiled.
  rebuildConfig: { onlyModules: [] },
  hooks: {
    packageAfterCopy: (_config, buildPath, _version, platform) => setFuses(buildPath, platform),
    postPackage: async (_config, { outputPaths }) => {
      for (const folder of outputPaths) await finishFolder(root, folder);
    },
  },
  makers: [
    new MakerDeb({
      options: {
        name: 'darkroom',
        // /usr/bin/darkroom is the command line; the desktop's entry starts the window.
        bin: 'resources/bin/darkroom',
        desktopTemplate: path.join(root, 'build', 'forge', 'desktop.ejs'),
        genericName: 'Container image maker',
        categories: ['Development'],
        section: 'utils',
        depends: ['uidmap', 'crun | runc', 'conmon', 'util-linux'],
        recommends: ['passt', 'libdeflate0'],
        icon: icons,
      },
    }),
    new ElectronBuilderMaker({ platform: 'linux', target: 'AppImage' }),
    new ElectronBuilderMaker({ platform: 'win32', target: 'nsis' }),
    new ElectronBuilderMaker({ platform: 'darwin', target: 'dmg' }),
  ],
};

export default config;
