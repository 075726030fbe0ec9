import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from './files.mjs';

/** What Electron runs when it is given a folder: `electron .` */
const main = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  process.stderr.write('usage: electron [options] <folder or script>\\n');
  app.exit(1);
} else {
  start(path.resolve(given));
}

function start(target) {
  try {
    const isFolder = fs.statSync(target).isDirectory();
    if (!isFolder) {
      app.setAppPath(path.dirname(target));
      require(target);
      return;
    }
    const manifest = JSON.parse(fs.readFileSync(path.join(target, 'package.json'), 'utf8'));
    app.setName(manifest.productName || manifest.name);
    if (manifest.version) app.setVersion(manifest.version);
    if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
    app.setAppPath(target);
    process.defaultApp = true;
    require(path.join(target, manifest.main || 'index.js'));
  } catch (error) {
    process.stderr.write(String(error.stack || error) + '\\n');
    app.exit(1);
  }
}
`;

const manifest = { name: 'electron-default-app', productName: 'Electron', main: 'main.js' };

/** Packs the application that starts other applications, which the carrier's Electron lacks. */
export async function packDefaultApp(target) {
  const { createPackage } = await import('@electron/asar');
  const folder = await temporaryFolder('default-app');
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'main.js'), main);
  await mkdir(path.dirname(target), { recursive: true });
  await createPackage(folder, target);
  await rm(folder, { recursive: true });
}
