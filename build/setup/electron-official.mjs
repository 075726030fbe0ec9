import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { electronVersion, nodeModules } from './paths.mjs';
import { progress, step } from './report.mjs';

// Long enough for a slow line's first byte, short enough where packets to the site are dropped.
const lookupMs = 4_000;
const connectMs = 6_000;
const responseMs = 15_000;

/**
 * Downloads Electron's own release with its own downloader, which checks the digest, keeps a
 * per-user cache and honours ELECTRON_MIRROR and proxies. Gives the zip's path, or undefined
 * where the site cannot be reached.
 */
export async function downloadOfficialElectron() {
  const require = createRequire(path.join(nodeModules, 'electron', 'package.json'));
  const { downloadArtifact } = require('@electron/get');
  const checksums = JSON.parse(
    readFileSync(path.join(nodeModules, 'electron', 'checksums.json'), 'utf8'),
  );
  step(`downloading Electron ${electronVersion} from its release site`);
  const shown = progress('Electron');
  try {
    return await downloadArtifact({
      version: electronVersion,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      downloadOptions: {
        quiet: true,
        retry: 0,
        timeout: {
          lookup: lookupMs,
          connect: connectMs,
          secureConnect: connectMs,
          response: responseMs,
          socket: responseMs,
        },
        getProgressCallback: async ({ transferred, total }) =>
          shown.update(transferred, total ?? 0),
      },
    });
  } catch (error) {
    shown.end();
    step(`the release site gave nothing (${error.message})`);
    return undefined;
  } finally {
    shown.end();
  }
}
