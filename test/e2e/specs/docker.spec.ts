import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dockerHost, dockerPeer } from '../../helpers/peers';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { BuildView } from '../pages/build-page';
import { DropDialog } from '../pages/drop-dialog';
import { Frame } from '../pages/frame';
import { runImage } from '../pages/run-image';

const peer = await dockerPeer('docker 26.1');
const obstacle = await templateObstacle();
const prefix = `darkroom-e2e-${process.pid}`;
const base = `${prefix}/debian:12`;
const built = `${prefix}/shop:1`;
const containerName = `${prefix}-web`;
const part = 'a1B2c3D4e5F6';
const token = `ghp_${part.repeat(3)}`;
const minutes = 60_000;

/** The three ways to an image, and what comes between them, with the window switched to a real Docker. */
describe.skipIf(peer === null || obstacle !== null)('the window on Docker', () => {
  const suite = useSuite();
  inOrder();
  picturesOfFailures(suite);
  let frame: Frame;
  let view: BuildView;
  let context = '';
  const docker = (...args: ReadonlyArray<string>) => peer?.docker(...args) ?? Promise.resolve('');
  const item = (name: string) => frame.page.getByRole('treeitem', { name });
  const actionOf = (action: 'snapshot' | 'stop') =>
    frame
      .button(
        frame.t('containers.actionOf', {
          action: frame.t(`containers.${action}`),
          name: containerName,
        }),
      )
      .first();

  beforeAll(async () => {
    frame = new Frame(suite.app.page);
    view = new BuildView(frame);
    const address = dockerHost('docker 26.1');
    await ask(frame.page, 'engines.add', { name: 'server', address });
    const card = frame.page.getByRole('navigation').locator('button[aria-haspopup="menu"]').first();
    await card.click();
    await frame.page.getByRole('menuitem', { name: 'server ·' }).click();
    await card.getByText('server').waitFor();
    context = join(suite.folders.work, 'shop');
    await mkdir(context);
    await writeFile(
      join(context, 'Dockerfile'),
      `FROM ${base}\nRUN sleep 1 && echo ${prefix} > /slow\nCOPY hello.txt /srv/hello.txt\nRUN cat /srv/hello.txt\nVOLUME /data\nCMD ["/bin/bash"]\n`,
    );
    await writeFile(join(context, 'hello.txt'), 'hello\n');
  });
  afterAll(async () => {
    await peer?.run(['rm', '-f', '-v', containerName]);
    const ids = await docker('images', '-q', '--filter', `reference=${prefix}*/*`);
    const own = await docker('images', '-q', '--filter', `reference=${containerName}*`);
    const all = [...new Set(`${ids}\n${own}`.split('\n').filter(Boolean))];
    if (all.length > 0) await peer?.run(['rmi', '-f', ...all]);
  });

  it('keeps what is set for this engine alone', async () => {
    await frame.goTo('settings');
    await frame.page.getByText(dockerHost('docker 26.1')).waitFor();
    const network = frame.page.getByRole('radiogroup', {
      name: frame.t('settings.engineNetwork'),
    });
    await network.getByRole('radio', { name: frame.t('settings.engineNetwork.host') }).check();
    await network.scrollIntoViewIfNeeded();
    await pictures(suite, 'docker-settings');
    const { enginePreferences } = await ask(frame.page, 'settings.get', null);
    expect(enginePreferences).toEqual({ server: { network: 'host', author: '' } });
    await frame.goTo('images');
  });

  it('imports a template that is dropped, and tells the bytes on their way', async () => {
    const { gzip } = await debianTemplate();
    await frame.drop(gzip);
    await new DropDialog(frame).confirmAs(base);
    await frame.jobLine.getByText(/MB/u).first().waitFor();
    await frame.row(base).waitFor({ timeout: 2 * minutes });
    expect(await docker('image', 'inspect', '-f', '{{.Architecture}}', base)).toContain('amd64');
  });

  it('builds a dropped folder, live', { timeout: 2 * minutes }, async () => {
    await frame.drop(context);
    await new DropDialog(frame).confirmAs(built);
    await view
      .step('sleep 1')
      .and(frame.page.locator('[data-state="running"]'))
      .waitFor({ timeout: minutes });
    await view.hasDone(4, 4);
    await view.step('cat /srv/hello.txt').click();
    await view.log.getByText('hello').waitFor();
    await pictures(suite, 'docker-build');
  });

  it('takes from the cache what has not changed', async () => {
    await writeFile(join(context, 'hello.txt'), 'hello again\n');
    await view.build();
    await view.hasDone(4, 4);
    await view.step('sleep 1').and(frame.page.locator('[data-state="cached"]')).waitFor();
    await view.step('cat /srv/hello.txt').click();
    await view.log.getByText('hello again').waitFor();
  });

  it('opens the editor at the line that fails', async () => {
    await view.typeAtEnd('RUN echo last words >&2; exit 3\n');
    await view.build();
    await frame.page.getByText(frame.t('build.failedAt', { line: 7 })).waitFor();
    await view.editor.getByText('last words').last().waitFor();
    expect(await view.editor.locator('[data-mark="failed"]').textContent()).toContain('exit 3');
    await pictures(suite, 'docker-build-failed');
  });

  it('runs the image and takes what is typed', { timeout: minutes }, async () => {
    await frame.goTo('images');
    const terminal = await runImage(frame, built, containerName);
    await terminal.type('cat /srv/hello.txt; touch /test && echo touch-$((1 + 1))');
    await terminal.shows('hello again');
    await terminal.shows('touch-2');
  });

  it('shows what it wrote, used, has and changed', { timeout: minutes }, async () => {
    await frame.tab(frame.t('containers.logs')).click();
    await frame.page.getByRole('log').getByText('touch-2').first().waitFor();
    await frame.tab(frame.t('containers.usage')).click();
    await frame.page.locator('svg[role="img"] polyline').first().waitFor({ state: 'attached' });
    await frame.tab(frame.t('containers.files')).click();
    await item('srv').click();
    await item('hello.txt').waitFor();
    await frame.tab(frame.t('containers.changes')).click();
    await item('test').waitFor();
    await frame.tab(frame.t('common.details')).click();
    await frame.page.getByRole('main').getByText('/data').first().waitFor();
  });

  it('snapshots with one click, and takes it back', { timeout: minutes }, async () => {
    await frame.goTo('containers');
    await actionOf('snapshot').click();
    const notice = frame.notice(frame.t('snapshot.done', { container: containerName }));
    await notice.waitFor({ timeout: minutes });
    const name = await notice.getByLabel(frame.t('snapshot.name')).inputValue();
    expect(await docker('run', '--rm', name, 'ls', '/test')).toBe('/test\n');
    await notice.getByRole('button', { name: frame.t('common.undo') }).click();
    await frame.notice(frame.t('snapshot.undone')).waitFor();
    expect((await peer?.run(['image', 'inspect', name]))?.exitCode).not.toBe(0);
  });

  it('lets no secret into a snapshot unseen', { timeout: minutes }, async () => {
    const script = [
      // Put together there: the command itself holds no secret.
      `printf 'token=ghp_%s%s%s\\n' ${part} ${part} ${part} > /srv/token`,
      'echo changed > /etc/motd',
      'echo data > /data/file',
    ].join('; ');
    await docker('exec', containerName, 'sh', '-c', script);
    await actionOf('snapshot').click();
    await frame.page.getByText('/srv/token:1').first().waitFor();
    expect(await docker('images', '-q', '--filter', `reference=${containerName}*`)).toBe('');
    const failed = frame.page.getByRole('group').filter({ hasText: '/srv/token:1' });
    await failed.getByRole('button', { name: frame.t('containers.review') }).click();
    await frame.page.getByText(frame.t('review.secret')).waitFor();
    await frame.page.getByText(frame.t('review.volume')).waitFor();
    const page = (await frame.page.getByRole('main').textContent()) ?? '';
    expect(page).toContain('/srv/token:1');
    expect(page).not.toContain(token);
    await item('motd').click();
    await frame.page.getByText('+changed').waitFor();
    await pictures(suite, 'docker-review');
  });

  it('makes an image of what is ticked, without the secret', { timeout: minutes }, async () => {
    const reference = `${prefix}/reviewed:1`;
    const warning = frame.page.locator('section', { hasText: '/srv/token:1' });
    await warning.getByRole('button', { name: frame.t('review.leaveOut') }).click();
    await frame.page.getByText(frame.t('review.secretLeftOut')).waitFor();
    await frame.page.getByLabel(frame.t('common.name'), { exact: true }).fill(reference);
    await frame.button(frame.t('containers.snapshot')).click();
    await frame
      .notice(frame.t('snapshot.done', { container: containerName }))
      .waitFor({ timeout: minutes });
    const script = 'ls /srv; cat /etc/motd; ls /data';
    expect(await docker('run', '--rm', reference, 'sh', '-c', script)).toBe('hello.txt\nchanged\n');
    await frame.goTo('images');
    await frame.row(reference).waitFor();
    await pictures(suite, 'docker-images');
  });

  it('met no error of its own', () => {
    expect(suite.app.pageErrors).toEqual([]);
  });
});
