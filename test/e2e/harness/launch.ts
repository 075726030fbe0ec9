import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { _electron, errors, type ElectronApplication, type Page } from 'playwright-core';

import type { Display } from './display';
import type { TestUser } from './ordinary-user';
import type { SuiteFolders } from './sandbox-folder';

export const projectFolder = resolve(__dirname, '..', '..', '..');

export interface LaunchOptions {
  readonly display: Display;
  readonly folders: SuiteFolders;
  readonly user: TestUser;
  /** Undefined takes a variable of this process away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Everything the process wrote to its standard streams. */
  output(): string;
  /** What the page's console said of errors, and errors nobody caught. */
  readonly pageErrors: ReadonlyArray<string>;
  close(): Promise<void>;
}

const launchMs = 40_000;

/** Starts the app of this tree on a store of its own and waits for its window. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const electron = await startElectron(options).catch((error: unknown) => {
    // Now and then Playwright misses the moment in which it would let Electron go on; it has ended it.
    if (!(error instanceof errors.TimeoutError)) throw error;
    process.stderr.write(`started once more, after: ${error.message}\n`);
    return startElectron(options);
  });
  const output: string[] = [];
  electron.process().stdout?.on('data', (data: Buffer) => output.push(data.toString()));
  electron.process().stderr?.on('data', (data: Buffer) => output.push(data.toString()));
  const page = await electron.firstWindow();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  // What is typed or dropped before the page stands would go nowhere.
  await page.getByRole('navigation').waitFor();
  return {
    electron,
    page,
    output: () => output.join(''),
    pageErrors,
    close: () => electron.close(),
  };
}

function startElectron(options: LaunchOptions): Promise<ElectronApplication> {
  const { user, folders } = options;
  return _electron.launch({
    executablePath:
      user.kind === 'ordinary' && user.name !== '' ? userLauncher(user, folders) : program(),
    args: [...(user.kind === 'root' ? ['--no-sandbox'] : []), projectFolder],
    cwd: folders.work,
    env: appEnvironment(options),
    timeout: launchMs,
    // Without it the driver would tell the page that the system's theme is light.
    colorScheme: null,
  });
}

/** The program this very process runs on: set-up has brought it, and it is the one that ships. */
function program(): string {
  return process.execPath;
}

/** Playwright starts one program: this one starts the app as somebody else. */
function userLauncher(user: TestUser, folders: SuiteFolders): string {
  const path = join(folders.base, 'launch');
  writeFileSync(path, `#!/bin/sh\nexec runuser -u ${user.name} -- '${program()}' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

function appEnvironment({ display, folders, env }: LaunchOptions): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _node, NODE_OPTIONS: _options, ...inherited } = process.env;
  const all = {
    ...inherited,
    DISPLAY: display.name,
    LANG: 'en_US.UTF-8',
    LANGUAGE: 'en',
    ...folders.env,
    ...env,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
}
