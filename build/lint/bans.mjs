/** Syntax that is refused, each with its substitute. */
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export it by name: a default export gets another name in every importer.',
};

const rawIpc = [
  {
    selector: 'ImportSpecifier[imported.name=/^ipc(Main|Renderer)$/]',
    message: 'Handle a channel with electron/ipc/handle.ts; the page calls window.darkroom.',
  },
  {
    selector:
      'CallExpression[callee.property.name="send"][callee.object.property.name="webContents"]',
    message: 'Publish an event of the contract with electron/ipc/publish.ts.',
  },
  {
    selector: 'CallExpression[callee.property.name="send"][callee.object.name="webContents"]',
    message: 'Publish an event of the contract with electron/ipc/publish.ts.',
  },
];

// Only calls that take longer the more there is: one that asks or changes a single directory entry
// is over before a promise would be, and inside a database transaction there is no other way.
const quickCalls = [
  'access',
  'close',
  'exists',
  'fstat',
  'lstat',
  'mkdir',
  'open',
  'readlink',
  'rename',
  'rmdir',
  'stat',
  'symlink',
  'unlink',
];
const slowSync = `/^(?!(${quickCalls.join('|')})Sync$)[a-z].*Sync$/`;
const syncMessage = 'It blocks the process: await the promise of node:fs/promises instead.';
const syncCalls = [
  { selector: `CallExpression[callee.name=${slowSync}]`, message: syncMessage },
  { selector: `CallExpression[callee.property.name=${slowSync}]`, message: syncMessage },
];

const focusedTest = {
  selector: 'MemberExpression[property.name="only"][object.name=/^(it|test|describe)$/]',
  message: 'It keeps the other tests from running: pass the file to npm run unit instead.',
};

const rule = (...bans) => ({ 'no-restricted-syntax': ['error', ...bans.flat()] });

/** ESLint merges no options of one rule, so each group of files gets its whole list. */
export const banConfigs = [
  { files: ['**/*.{ts,tsx,mjs}'], rules: rule(defaultExport, focusedTest, rawIpc) },
  { files: ['electron/**/*.ts'], rules: rule(defaultExport, focusedTest, rawIpc, syncCalls) },
  {
    // Start-up, the log of a crash, small files of /proc and of the runtime folder in memory, and
    // what never runs in the main process: the command line and its attaching to a container, the
    // helper, the worker threads, and the code on bytes of layers that only those two call.
    files: [
      'electron/main.ts',
      // What tests share.
      'electron/**/*-kit.ts',
      'electron/base/{bundle-path,code-cache,process-stat,store-root}.ts',
      'electron/window/{fault-log,measure,window-state}.ts',
      'electron/runtime/client/**/*.ts',
      'electron/cli/**/*.ts',
      'electron/engine/embedded/containers/attach-socket.ts',
      'electron/runtime/helper/**/*.ts',
      'electron/worker/**/*.ts',
      'electron/oci/layer/**/*.ts',
      'electron/inspect/secrets/**/*.ts',
    ],
    rules: rule(defaultExport, focusedTest, rawIpc),
  },
  {
    files: ['electron/ipc/handle.ts', 'electron/ipc/publish.ts', 'electron/preload.ts'],
    rules: rule(defaultExport, focusedTest, syncCalls),
  },
  { files: ['**/*.test.{ts,tsx,mjs}', 'test/**/*.ts'], rules: rule(defaultExport, focusedTest) },
  { files: ['*.config.{ts,mjs}', '**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
];
