import type { Frame } from './frame';
import { TerminalView } from './terminal';

/** Runs an image from its page, as the Run dialog offers it; the terminal of the container, with a prompt. */
export async function runImage(
  frame: Frame,
  image: string,
  containerName: string,
): Promise<TerminalView> {
  await frame.row(image).click();
  await frame.button(frame.t('image.run')).click();
  const dialog = frame.dialog();
  await dialog.getByLabel(frame.t('run.name'), { exact: true }).fill(containerName);
  await dialog.getByRole('button', { name: frame.t('run.do'), exact: true }).click();
  const terminal = new TerminalView(frame);
  await terminal.ready();
  return terminal;
}
