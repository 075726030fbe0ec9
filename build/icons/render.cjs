'use strict';
// Draws darkroom.svg in every size that a desktop asks for. Run after changing it:
//   xvfb-run -a npx electron --no-sandbox build/icons/render.cjs
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { app, BrowserWindow } = require('electron');
const { packIcns, packIco } = require('./containers.cjs');

const sizes = [16, 32, 48, 64, 128, 256, 512];
const drawScript = (svg, size) => `new Promise((resolve, reject) => {
  const image = new Image();
  image.onerror = reject;
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    resolve(canvas.toDataURL('image/png').split(',')[1]);
  };
  image.src = 'data:image/svg+xml;base64,${svg}';
})`;

async function render() {
  const svg = readFileSync(path.join(__dirname, 'darkroom.svg')).toString('base64');
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  const images = [];
  for (const size of sizes) {
    const base64 = await window.webContents.executeJavaScript(drawScript(svg, size));
    images.push([size, Buffer.from(base64, 'base64')]);
  }
  for (const [size, png] of images) {
    writeFileSync(path.join(__dirname, `darkroom-${size}.png`), png);
  }
  writeFileSync(
    path.join(__dirname, 'darkroom.ico'),
    packIco(images.filter(([size]) => size <= 256)),
  );
  writeFileSync(
    path.join(__dirname, 'darkroom.icns'),
    packIcns(images.filter(([size]) => size !== 48)),
  );
}

app
  .whenReady()
  .then(render)
  .then(
    () => app.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      app.exit(1);
    },
  );
