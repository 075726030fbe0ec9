/* The floor of every Electron app: one sandboxed window with nothing in it. */
const { app, BrowserWindow } = require('electron');

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  window.once('show', () => process.stdout.write('{"measure":"mark","name":"shown"}\n'));
  window.loadURL('data:text/html,<title>empty</title>');
});
