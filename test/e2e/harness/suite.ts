import { afterAll, beforeAll } from 'vitest';

import { openDisplay, type Display } from './display';
import { launchApp, type LaunchOptions, type RunningApp } from './launch';
import { currentUser, type TestUser } from './ordinary-user';
import { suiteFolders, type SuiteFolders } from './sandbox-folder';

export interface SuiteOptions {
  readonly user?: TestUser;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the tests of one file share: a display, folders, and the app, which they may restart. */
export interface Suite {
  readonly app: RunningApp;
  readonly folders: SuiteFolders;
  readonly display: Display;
  readonly user: TestUser;
  launchOptions(): LaunchOptions;
  /** Closes the app and starts it on the same store. */
  restart(): Promise<RunningApp>;
}

/** Opens display, folders and app before the tests of a file, and takes them away afterwards. */
export function useSuite(options: SuiteOptions = {}): Suite {
  let display: Display | undefined;
  let folders: SuiteFolders | undefined;
  let app: RunningApp | undefined;
  const user = options.user ?? currentUser();
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The suite has not started');
    return value;
  };
  const suite: Suite = {
    user,
    get app() {
      return present(app);
    },
    get folders() {
      return present(folders);
    },
    get display() {
      return present(display);
    },
    launchOptions: () => ({
      display: suite.display,
      folders: suite.folders,
      user,
      ...(options.env === undefined ? {} : { env: options.env }),
    }),
    restart: async () => {
      await app?.close();
      app = await launchApp(suite.launchOptions());
      return app;
    },
  };
  beforeAll(async () => {
    display = await openDisplay();
    folders = await suiteFolders(user);
    app = await launchApp(suite.launchOptions());
  });
  afterAll(async () => {
    await app?.close();
    display?.close();
    await folders?.remove();
  });
  return suite;
}
