import path from 'node:path';
import { appVersion, root } from '../setup/paths.mjs';
import { asciiComments } from './ascii-comments.mjs';
import { lazyRequires } from './lazy-requires.mjs';

/** Loaded from node_modules at run time: each has a native part. better-sqlite3's alone is (see bindings.cjs). */
const externals = ['electron', 'koffi', '@lydell/node-pty'];
const here = path.join(root, 'build', 'vite');

/** The programs that run on Node. */
const entries = {
  main: 'electron/main.ts',
  cli: 'electron/cli/cli.ts',
  helper: 'electron/runtime/helper/helper.ts',
  worker: 'electron/worker/worker.ts',
  preload: 'electron/preload.ts',
};

function base(outDir) {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    esbuild: { charset: 'ascii' },
    define: { __APP_VERSION__: JSON.stringify(appVersion) },
    resolve: {
      alias: {
        ssh2: path.join(here, 'no-ssh2.mjs'),
        bindings: path.join(here, 'bindings.cjs'),
      },
    },
    plugins: [lazyRequires(), asciiComments()],
    ssr: { noExternal: true, external: externals, target: 'node' },
    build: { ssr: true, outDir, emptyOutDir: false, target: 'node20', minify: false },
  };
}

function withInput(config, input, output) {
  return {
    ...config,
    build: {
      ...config.build,
      rollupOptions: {
        input,
        external: externals,
        output: {
          format: 'cjs',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // import('x') becomes require, which loads faster and sees into app.asar.
          dynamicImportInCjs: false,
          // A chunk is loaded when it is needed, not when something that may need it is.
          hoistTransitiveImports: false,
          ...output,
        },
      },
    },
  };
}

/**
 * Vite's configurations for what runs on Node, one per program: bundled together, a chunk of one
 * could end up in the entry of another, and loading the command line would load the main process.
 */
export function nodeConfigs(outDir) {
  return Object.entries(entries).map(([name, file]) => {
    // The page's sandbox gives the preload no require for files, so it has to be one.
    const output = name === 'preload' ? { inlineDynamicImports: true } : {};
    return withInput(base(outDir), { [name]: path.join(root, file) }, output);
  });
}
