// The tests run on Electron as Node; the app that they start must be a whole Electron again.
delete process.env.ELECTRON_RUN_AS_NODE;
