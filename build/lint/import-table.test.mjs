import { describe, expect, it } from 'vitest';
import { findViolation } from './import-table.mjs';
import { layers, libraries } from './layers.mjs';

const table = { layers, libraries };

describe('the import table', () => {
  it.each([
    ['electron/main.ts', './store/open-store'],
    ['electron/cli/cli.ts', '../services'],
    ['electron/cli/cli.ts', '../../package.json'],
    ['electron/cli/commands/import.ts', '../../engine/engine'],
    ['electron/oci/layer/tar-read.ts', '../../base/streams'],
    ['electron/oci/layer/tar-read.ts', '../digest'],
    ['electron/store/index/images.ts', 'better-sqlite3'],
    ['electron/base/native/libdeflate.ts', 'koffi'],
    ['electron/runtime/native/libc.ts', 'koffi'],
    ['electron/engine/embedded/build/run.ts', '../../../runtime/sandbox'],
    ['electron/engine/embedded/build/run.ts', '../../engine'],
    ['renderer/features/images/panel.tsx', '../../state/images'],
    ['renderer/features/images/panel.tsx', './row'],
    ['renderer/app/shell.tsx', '../features/images/panel'],
    ['renderer/ui/button.tsx', 'react'],
    ['renderer/state/images.ts', '../../shared/model/image'],
    ['test/e2e/first.spec.ts', '../../electron/store/open-store'],
  ])('%s may import %s', (file, source) => {
    expect(findViolation(file, source, table)).toBeUndefined();
  });

  it.each([
    ['shared/model/image.ts', '../../electron/base/emitter'],
    ['shared/errors.ts', 'node:fs'],
    ['electron/preload.ts', './base/emitter'],
    ['electron/base/streams.ts', '../oci/digest'],
    ['electron/store/open-store.ts', '../engine/engine'],
    ['electron/engine/engine.ts', './embedded/embedded-engine'],
    ['electron/engine/engine.ts', '../store/store'],
    ['electron/engine/docker/adapter.ts', '../embedded/embedded-engine'],
    ['electron/cli/cli.ts', '../window/main-window'],
    ['electron/cli/cli.ts', '../services-holder'],
    ['electron/cli/cli.ts', 'electron'],
    ['electron/oci/digest.ts', 'better-sqlite3'],
    ['electron/oci/layer/compress/gzip.ts', 'koffi'],
    ['electron/runtime/helper/helper.ts', 'koffi'],
    ['electron/window/menu.ts', '../ipc/handle'],
    ['renderer/features/images/panel.tsx', '../containers/panel'],
    ['renderer/ui/button.tsx', '../state/images'],
    ['renderer/state/images.ts', 'node:path'],
    ['renderer/app/shell.tsx', '../../electron/main'],
  ])('%s may not import %s', (file, source) => {
    expect(findViolation(file, source, table)).toMatch(/may/);
  });
});
