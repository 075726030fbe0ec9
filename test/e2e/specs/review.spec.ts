import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { debianTemplate, templateObstacle } from '../../helpers/template';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJobOk } from '../harness/jobs';
import { answerOpenDialog } from '../harness/native-dialogs';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';

const obstacle = await templateObstacle();
const part = 'a1B2c3D4e5F6';
const token = `ghp_${part.repeat(3)}`;
const script = [
  'echo changed > /etc/motd',
  // Put together in the container: the command itself, which the image keeps, holds no secret.
  `printf 'token=ghp_%s%s%s\\n' ${part} ${part} ${part} > /srv/token`,
  'echo kept > /srv/kept',
  'mkdir -p /var/cache/apt/archives && echo x > /var/cache/apt/archives/x.deb',
  'exec sleep 1000000',
].join('; ');

/** A snapshot looked at before it is made: what is left out is not in it, what leaks is said. */
describe.skipIf(obstacle !== null)('the review of a snapshot', () => {
  const suite = useSuite();
  picturesOfFailures(suite);
  let frame: Frame;
  const item = (name: string) => frame.page.getByRole('treeitem', { name });

  beforeAll(async () => {
    frame = new Frame(suite.app.page);
    const { gzip } = await debianTemplate();
    await runJobOk(frame.page, {
      kind: 'import',
      options: { source: gzip, reference: 'debian:12' },
    });
    await ask(frame.page, 'containers.run', {
      image: 'debian:12',
      name: 'web',
      command: ['/bin/sh', '-c', script],
    });
    await frame.goTo('containers');
    await frame.row('web').dblclick();
  });

  it('warns of the secret with its value masked, and proposes to leave the cache out', async () => {
    await frame.button(frame.t('containers.review')).click();
    await frame.page.getByText(frame.t('review.secret')).waitFor();
    const page = (await frame.page.getByRole('main').textContent()) ?? '';
    expect(page).toContain('/srv/token:1');
    expect(page).not.toContain(token);
    expect(page).toContain('/var/cache/apt/**');
    await pictures(suite, 'review-secret');
  });

  it('asks before a secret goes in', async () => {
    await frame.button(frame.t('containers.snapshot')).click();
    await frame.dialog().waitFor();
    await frame.page.keyboard.press('Escape');
    await frame.dialog().waitFor({ state: 'hidden' });
  });

  it('leaves out what is unticked, by button and by keyboard', async () => {
    const warning = frame.page.locator('section', { hasText: '/srv/token:1' });
    await warning.getByRole('button', { name: frame.t('review.leaveOut') }).click();
    await frame.page.getByText(frame.t('review.secretLeftOut')).waitFor();
    await frame.button(frame.t('review.always', { pattern: '/var/cache/apt/**' })).click();
    await frame.page
      .getByRole('menuitem', { name: frame.t('review.alwaysFor', { name: 'web' }) })
      .click();
    await frame.page.getByText(frame.t('review.scope.one', { name: 'web' })).waitFor();
    await item('motd').click();
    await frame.page.keyboard.press(' ');
    expect(await item('motd').getAttribute('aria-checked')).toBe('false');
    await frame.page.keyboard.press(' ');
    expect(await item('motd').getAttribute('aria-checked')).toBe('true');
    await frame.page.getByText('+changed').waitFor();
  });

  it('loses nothing when one leaves and comes back', async () => {
    await frame.page.getByLabel(frame.t('image.message')).fill('what we changed');
    await frame.goTo('images');
    await frame.goTo('containers');
    await frame.row('web').dblclick();
    await frame.button(frame.t('containers.review')).click();
    await frame.page.getByText(frame.t('review.secretLeftOut')).waitFor();
    expect(await frame.page.getByLabel(frame.t('image.message')).inputValue()).toBe(
      'what we changed',
    );
  });

  it('makes an image of what is ticked', async () => {
    await frame.page.getByLabel(frame.t('common.name'), { exact: true }).fill('reviewed:1');
    await frame.button(frame.t('containers.snapshot')).click();
    await frame.notice(frame.t('snapshot.done', { container: 'web' })).waitFor();
    const names = async (path: string) =>
      (await ask(frame.page, 'images.tree', { name: 'reviewed:1', layer: 1, path })).map(
        (node) => node.name,
      );
    expect(await names('srv')).toEqual(['kept']);
    expect(await names('var/cache/apt')).toEqual([]);
    const motd = await ask(frame.page, 'images.readFile', { name: 'reviewed:1', path: 'etc/motd' });
    expect(motd.text).toBe('changed\n');
    const { config } = await ask(frame.page, 'images.inspect', { name: 'reviewed:1' });
    expect(config.history.at(-1)?.comment).toBe('what we changed');
  });

  it('drafts a Dockerfile and opens it on the Build page', async () => {
    await frame.goTo('containers');
    await frame.row('web').dblclick();
    await frame.button(frame.t('containers.review')).click();
    const folder = join(suite.folders.work, 'drafts');
    await mkdir(folder);
    await answerOpenDialog(suite.app.electron, [folder]);
    await frame.button(frame.t('review.draft')).click();
    await frame.button(frame.t('draft.open')).click();
    await frame.heading(frame.t('place.build')).waitFor();
    const text = await readFile(join(folder, 'web-draft', 'Dockerfile'), 'utf8');
    expect(text).toContain('COPY files/srv/kept /srv/');
    expect(text).not.toContain('files/srv/token');
    await frame.page.getByText('COPY files/srv/kept').first().waitFor();
    await pictures(suite, 'draft-on-build-page');
  });

  it('shows the snapshots as a line and compares any two', async () => {
    await runJobOk(frame.page, {
      kind: 'snapshot',
      options: { container: 'web', reference: 'whole:1', author: 'leon', allowSecrets: true },
    });
    await frame.goTo('containers');
    await frame.row('web').dblclick();
    await frame.tab(frame.t('containers.timeline')).click();
    const points = frame.page.getByRole('list', { name: frame.t('timeline.label') });
    await points.getByText('whole:1').waitFor();
    const texts = await points.getByRole('listitem').allTextContents();
    expect(texts.map((text) => /whole:1|reviewed:1|debian:12/.exec(text)?.[0])).toEqual([
      'whole:1',
      'reviewed:1',
      'debian:12',
    ]);
    expect(texts[0]).toContain('leon');
    expect(texts[1]).toContain('what we changed');
    await item('token').waitFor();
    expect(await item('kept').count()).toBe(0);
    await frame.button(frame.t('timeline.compare')).click();
    await frame.page
      .getByRole('heading', {
        name: frame.t('timeline.between', { before: 'debian:12', after: 'whole:1' }),
      })
      .waitFor();
    await item('kept').click();
    await frame.page.getByText('+kept').waitFor();
    await pictures(suite, 'timeline-compare');
  });

  it('starts a container from a point of the line', async () => {
    const more = `${frame.t('common.more')}: reviewed:1`;
    await frame.button(more).click();
    await frame.page.getByRole('menuitem', { name: frame.t('timeline.run') }).click();
    await frame.dialog().getByText('reviewed:1').first().waitFor();
    await frame.page.keyboard.press('Escape');
  });

  it('puts dropped files into the folder that is selected, and saves a copy', async () => {
    await frame.goTo('containers');
    await frame.row('web').dblclick();
    await frame.tab(frame.t('containers.files')).click();
    await item('srv').click();
    await item('kept').waitFor();
    const file = join(suite.folders.work, 'dropped.txt');
    await writeFile(file, 'from outside\n');
    await frame.drag('dragEnter', [file]);
    await frame.page
      .getByText(frame.t('containerFiles.dropHere', { folder: '/srv', name: 'web' }))
      .waitFor();
    await frame.drag('dragOver', [file]);
    await frame.drag('drop', [file]);
    await item('dropped.txt').click();
    const out = join(suite.folders.work, 'out');
    await mkdir(out);
    await answerOpenDialog(suite.app.electron, [out]);
    await frame.button(frame.t('containerFiles.download')).click();
    await frame
      .notice(frame.t('containerFiles.saved', { name: 'dropped.txt', folder: out }))
      .waitFor();
    expect(await readFile(join(out, 'dropped.txt'), 'utf8')).toBe('from outside\n');
  });
});
