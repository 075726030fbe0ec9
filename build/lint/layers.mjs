/**
 * The import table: which folder may import which, besides itself, shared/ and libraries. The
 * longest matching folder counts, and naming a folder allows everything below it.
 */
const fromBaseToInspect = [
  'electron/base',
  'electron/worker',
  'electron/oci',
  'electron/dockerfile',
  'electron/store',
  'electron/registry',
  'electron/runtime',
  'electron/inspect',
];

/** What the rest sees of the engines; which one is behind it is the services' business. */
const engineInterface = [
  'electron/engine/engine.ts',
  'electron/engine/context-operations.ts',
  'electron/engine/foreign-snapshots.ts',
  'electron/engine/image-registry.ts',
  'electron/engine/included-volumes.ts',
  'electron/engine/manifest-lists.ts',
  'electron/engine/registry.ts',
  'electron/engine/rootfs-export.ts',
  'electron/engine/send-image.ts',
];

export const layers = {
  shared: [],
  electron: ['electron'],
  'electron/preload.ts': [],
  'electron/base': [],
  // The walk of a build context applies .dockerignore, a pure function.
  'electron/worker': [
    'electron/base',
    'electron/oci',
    'electron/dockerfile',
    // Secrets are looked for where the bytes of layers pass, in threads and in the helper; reports on
    // contexts are made in a thread.
    'electron/inspect',
  ],
  'electron/oci': ['electron/base'],
  'electron/dockerfile': [],
  'electron/store': ['electron/base', 'electron/oci'],
  'electron/registry': ['electron/base', 'electron/oci'],
  'electron/runtime': [
    'electron/base',
    'electron/oci',
    'electron/inspect/secrets',
    // The walk of a container's changes applies the exclusion rules, pure functions.
    'electron/dockerfile',
  ],
  'electron/inspect': ['electron/base', 'electron/oci', 'electron/dockerfile'],
  'electron/engine': ['electron/base', 'electron/oci'],
  'electron/engine/embedded': [...engineInterface, ...fromBaseToInspect],
  'electron/engine/docker': [
    ...engineInterface,
    'electron/base',
    'electron/oci',
    'electron/dockerfile',
  ],
  // docker cp between this machine and any engine's containers.
  'electron/copy': [...engineInterface, 'electron/base', 'electron/runtime'],
  'electron/jobs': ['electron/base'],
  'electron/ipc': [
    ...engineInterface,
    'electron/store',
    'electron/registry',
    'electron/jobs',
    'electron/copy',
    'electron/base',
  ],
  'electron/cli': [
    ...engineInterface,
    'electron/store',
    'electron/registry',
    'electron/jobs',
    'electron/copy',
    'electron/base',
    // The command line is a program of its own: it constructs its services as main does.
    'electron/services.ts',
  ],
  'electron/window': ['electron/base'],
  renderer: [],
  'renderer/app': ['renderer/features', 'renderer/state', 'renderer/ui', 'renderer/styles'],
  'renderer/features/*': ['renderer/state', 'renderer/ui', 'renderer/styles'],
  'renderer/state': [],
  'renderer/ui': [],
  'renderer/styles': [],
};

/** Libraries that only some files may import. A name ending in a colon is a prefix. */
export const libraries = {
  electron: ['electron/main.ts', 'electron/preload.ts', 'electron/ipc', 'electron/window'],
  'better-sqlite3': ['electron/store'],
  koffi: ['electron/base/native', 'electron/runtime/native'],
  dockerode: ['electron/engine/docker'],
  'node:': ['electron'],
};
