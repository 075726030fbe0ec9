import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { runOk } from '../../helpers/run';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { answerOpenDialog } from '../harness/native-dialogs';
import { useSuite } from '../harness/suite';
import { DropDialog } from '../pages/drop-dialog';
import { Frame } from '../pages/frame';

const obstacle = await templateObstacle();

/** What is dropped that is no template, and what happens besides one import. */
describe('drops', () => {
  const suite = useSuite();
  picturesOfFailures(suite);
  let frame: Frame;
  let dialog: DropDialog;
  beforeAll(() => {
    frame = new Frame(suite.app.page);
    dialog = new DropDialog(frame);
  });
  const at = (name: string) => join(suite.folders.work, name);

  async function refused(path: string): Promise<string> {
    await frame.drop(path);
    await dialog.root.waitFor();
    const text = (await dialog.root.textContent()) ?? '';
    await frame.button(frame.t('common.close')).click();
    await dialog.root.waitFor({ state: 'hidden' });
    return text;
  }

  it('dims the page while something is over it, and clears when it leaves', async () => {
    await writeFile(at('notes.txt'), 'just some text\n');
    await frame.drag('dragEnter', [at('notes.txt')]);
    await frame.page.getByText(frame.t('drop.title')).waitFor();
    await frame.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await frame.page.getByText(frame.t('drop.title')).waitFor({ state: 'hidden' });
  });

  it('says why a text file cannot be used', async () => {
    const text = await refused(at('notes.txt'));
    expect(text).toContain(frame.t('drop.unknownTitle', { file: 'notes.txt' }));
    expect(text.length).toBeGreaterThan(60);
  });

  it('says why an archive of other things cannot be used', async () => {
    await mkdir(at('plain'));
    await writeFile(at('plain/a.txt'), 'a');
    await runOk('tar', ['-C', at('plain'), '-czf', at('plain.tar.gz'), '.']);
    expect(await refused(at('plain.tar.gz'))).toContain('plain.tar.gz');
  });

  it('says why a folder without a Dockerfile cannot be used', async () => {
    expect(await refused(at('plain'))).toContain('plain');
  });

  it('goes nowhere when a page is dropped', async () => {
    await writeFile(at('page.html'), '<h1>elsewhere</h1>');
    await refused(at('page.html'));
    expect(suite.app.page.url()).toBe('app://darkroom/index.html');
  });

  it('leaves nothing behind after a hostile archive', async () => {
    await mkdir(at('evil/bin'), { recursive: true });
    await writeFile(at('evil/bin/sh'), '#!');
    await mkdir(at('evil/etc'));
    await writeFile(at('evil/etc/passwd'), 'root');
    const transform = '--transform=s,^etc/passwd$,../../../../tmp/darkroom-escaped,';
    await runOk('tar', ['-P', '-C', at('evil'), '-cf', at('evil.tar'), transform, 'bin', 'etc']);
    const { jobId } = await ask(frame.page, 'jobs.start', {
      kind: 'import',
      options: { source: at('evil.tar'), reference: 'evil:1' },
    });
    const job = async () =>
      (await ask(frame.page, 'jobs.list', null)).find((one) => one.id === jobId);
    await expect.poll(async () => (await job())?.state).toBe('failed');
    expect((await job())?.error?.code).toMatch(/^ARCHIVE_/u);
    expect(await ask(frame.page, 'images.list', null)).toEqual([]);
    await expect(readdir('/tmp')).resolves.not.toContain('darkroom-escaped');
    await expect.poll(() => readdir(join(suite.folders.root, 'darkroom/tmp'))).toEqual([]);
  });

  describe.skipIf(obstacle !== null)('of templates', () => {
    it('cancels an import at once and leaves nothing behind', { timeout: 120_000 }, async () => {
      const template = await debianTemplate();
      await frame.goTo('images');
      await frame.drop(template.gzip);
      await dialog.confirmAs('cancelled:1');
      await frame.jobLine.getByRole('button', { name: /^Cancel/u }).click();
      const state = async () => (await ask(frame.page, 'jobs.list', null))[0]?.state;
      await expect.poll(state, { timeout: 5_000 }).toBe('cancelled');
      expect(await ask(frame.page, 'images.list', null)).toEqual([]);
      await expect.poll(() => readdir(join(suite.folders.root, 'darkroom/tmp'))).toEqual([]);
    });

    it('queues several files after one confirmation', { timeout: 180_000 }, async () => {
      const template = await debianTemplate();
      const [first, second] = [at('first.tar.gz'), at('second.tar.gz')];
      await copyFile(template.gzip, first);
      await copyFile(template.gzip, second);
      await frame.drop(first, at('notes.txt'), second);
      const name = (file: string) => dialog.root.getByLabel(`${frame.t('common.name')}: ${file}`);
      await name('first.tar.gz').fill('first:1');
      await name('second.tar.gz').fill('second:1');
      await frame.button(frame.t('drop.all', { n: 2 })).click();
      await frame.row('first:1').waitFor({ timeout: 60_000 });
      await frame.row('second:1').waitFor({ timeout: 60_000 });
    });

    it('takes a file from the system’s dialog', async () => {
      await answerOpenDialog(suite.app.electron, [at('first.tar.gz')]);
      await frame.button(frame.t('images.import')).click();
      expect(await dialog.nameField.inputValue()).toBe('debian:12');
      await frame.page.keyboard.press('Escape');
      await dialog.root.waitFor({ state: 'hidden' });
    });

    it('takes a pasted path', async () => {
      await suite.app.electron.evaluate(
        ({ clipboard }, text) => clipboard.writeText(text),
        at('second.tar.gz'),
      );
      await frame.heading(frame.t('images.title')).click();
      await frame.page.keyboard.press('Control+v');
      await dialog.root.waitFor();
      expect(await dialog.root.textContent()).toContain('second.tar.gz');
      await frame.page.keyboard.press('Escape');
      await dialog.root.waitFor({ state: 'hidden' });
    });
  });

  it('met no error of its own', () => {
    expect(suite.app.pageErrors).toEqual([]);
  });
});
