import type { ElectronApplication } from 'playwright-core';

/**
 * The system's own dialogs are outside the page, where no driver reaches: these answer the next one
 * in the person's place. Everything before and after it is the app's.
 */
export async function answerSaveDialog(electron: ElectronApplication, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

export async function answerOpenDialog(
  electron: ElectronApplication,
  paths: ReadonlyArray<string>,
): Promise<void> {
  await electron.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    },
    [...paths],
  );
}
