import { beforeAll, describe, expect, it } from 'vitest';

import { debianTemplate, templateObstacle } from '../../helpers/template';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { answerOpenDialog } from '../harness/native-dialogs';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';
import { TerminalView } from '../pages/terminal';

const obstacle = await templateObstacle();

/** From a file to a snapshot without a pointer. */
describe.skipIf(obstacle !== null)('with the keyboard alone', () => {
  const suite = useSuite();
  inOrder();
  picturesOfFailures(suite);
  let frame: Frame;
  beforeAll(() => {
    frame = new Frame(suite.app.page);
  });
  const press = (keys: string) => frame.page.keyboard.press(keys);
  const type = (text: string) => frame.page.keyboard.type(text);

  it('goes to every place', async () => {
    for (const [key, place] of [
      ['2', 'containers'],
      ['3', 'build'],
      ['4', 'activity'],
      ['5', 'settings'],
      ['1', 'images'],
    ] as const) {
      await press(`Control+${key}`);
      await frame.heading(frame.t(`place.${place}`)).waitFor();
    }
  });

  it('imports', { timeout: 120_000 }, async () => {
    await answerOpenDialog(suite.app.electron, [(await debianTemplate()).gzip]);
    await press('Control+o');
    await frame.dialog().waitFor();
    await press('Control+a');
    await type('keys:1');
    await press('Enter');
    await frame.row('keys:1').waitFor({ timeout: 60_000 });
  });

  it('finds everything by name', async () => {
    await press('Control+k');
    await frame.page.getByRole('combobox').waitFor();
    await type('nothing has this name');
    await frame.page.getByText(frame.t('palette.none')).waitFor();
    await press('Escape');
    await frame.page.getByRole('combobox').waitFor({ state: 'hidden' });
  });

  it('runs an image from the palette', { timeout: 60_000 }, async () => {
    await press('Control+k');
    await type('run keys');
    await frame.page
      .getByRole('option', { name: frame.t('palette.run', { name: 'keys:1' }) })
      .waitFor();
    await press('Enter');
    await frame.dialog().getByLabel(frame.t('run.command'), { exact: true }).waitFor();
    await press('Tab');
    await type('board');
    await press('Enter');
    await frame.heading('board').waitFor({ timeout: 30_000 });
    await new TerminalView(frame).ready();
  });

  it('types into its terminal, where the shell has its own keys', async () => {
    await frame.page.locator('.xterm-helper-textarea:visible').focus();
    await type('echo sum-$((20 + 3))\n');
    await new TerminalView(frame).shows('sum-23');
    await type('touch /typed\n');
    await press('Control+2');
    await frame.heading(frame.t('place.containers')).waitFor();
  });

  it('takes a snapshot of the selected container', { timeout: 60_000 }, async () => {
    await frame.row('board').waitFor();
    await press('Control+s');
    await frame
      .notice(frame.t('snapshot.done', { container: 'board' }))
      .waitFor({ timeout: 30_000 });
    const images = await ask(frame.page, 'images.list', null);
    expect(images.filter((image) => image.origin === 'snapshot')).toHaveLength(1);
  });

  it('moves in a list, opens with Enter and goes back with Escape', async () => {
    await press('Control+1');
    const grid = frame.page.getByRole('grid', { name: frame.t('images.list') });
    await grid.focus();
    await press('Home');
    await press('End');
    await press('Enter');
    await frame.tab(frame.t('image.tab.history')).waitFor();
    await press('Escape');
    await frame.heading(frame.t('place.images')).waitFor();
  });

  it('met no error of its own', async () => {
    await ask(frame.page, 'containers.remove', { name: 'board', force: true });
    expect(suite.app.pageErrors).toEqual([]);
  });
});
