import path from 'node:path';
import { appVersion, root } from '../setup/paths.mjs';

/** Vite's configuration of the window's page. */
export function rendererConfig(outDir) {
  return {
    configFile: false,
    root: path.join(root, 'renderer'),
    base: './',
    logLevel: 'warn',
    define: { __APP_VERSION__: JSON.stringify(appVersion) },
    esbuild: { jsx: 'automatic' },
    // The language service could ask a registry on the web for tags; here it finds no web to ask.
    resolve: { alias: { https: path.join(root, 'renderer', 'no-web.ts') } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      // The content security policy allows neither inline scripts nor data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
    },
  };
}
