import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { busyboxTemplate, staticBusybox } from '../../helpers/busybox';
import { isInstalled } from '../../helpers/run';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { ask, refusalOf } from '../harness/ipc';
import { runJobOk } from '../harness/jobs';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';
import { TerminalView } from '../pages/terminal';

const hasNetwork = (await isInstalled('pasta')) && staticBusybox() !== null;
const script = [
  'mkdir -p /var/cache/apt /var/log',
  'echo x > /var/cache/apt/pkg; echo y > /tmp/scrap; echo z > /root/.ash_history',
  'for n in 1 2 3; do echo "line $n"; done; echo "needle in it"',
  'exec httpd -f -p 80 -h /www',
].join('; ');

/** What a container's page shows of a running server, and what is done there. */
describe.skipIf(!hasNetwork)('the page of a container', () => {
  const suite = useSuite();
  inOrder();
  picturesOfFailures(suite);
  let frame: Frame;
  const page = () => frame.page;

  beforeAll(async () => {
    frame = new Frame(suite.app.page);
    const { work } = suite.folders;
    await busyboxTemplate(work, join(work, 'busybox.tar'));
    for (const reference of ['base:1', 'second:1']) {
      const options = { source: join(work, 'busybox.tar'), reference, message: reference };
      await runJobOk(page(), { kind: 'import', options });
    }
    await mkdir(join(work, 'shared'));
    await ask(page(), 'containers.run', {
      image: 'base:1',
      name: 'web',
      command: ['sh', '-c', script],
      env: ['GREETING=good morning'],
      network: 'bridge',
      publish: [{ hostAddress: '127.0.0.1', hostPort: null, containerPort: 80, protocol: 'tcp' }],
      mounts: [
        { kind: 'bind', source: join(work, 'shared'), target: '/shared', readOnly: true },
        { kind: 'volume', name: 'web-data', target: '/data', readOnly: false },
      ],
    });
    await frame.goTo('containers');
    await frame.row('web').dblclick();
  });

  it('has environment and mounts', async () => {
    await frame.tab(frame.t('common.details')).click();
    await page().getByText('GREETING=good morning').waitFor();
    const text = (await page().getByRole('main').textContent()) ?? '';
    expect(text).toContain(`${join(suite.folders.work, 'shared')} → /shared`);
    expect(text).toContain('web-data → /data');
    await pictures(suite, 'container-details-full');
  });

  it('opens a published port in the browser, where it answers', async () => {
    const [port] = await ask(page(), 'containers.ports', { name: 'web' });
    await suite.app.electron.evaluate(({ shell }) => {
      shell.openExternal = (url) => {
        (globalThis as { openedUrl?: string }).openedUrl = url;
        return Promise.resolve();
      };
    });
    await page()
      .getByRole('button', { name: `127.0.0.1:${port?.hostPort} → 80/tcp` })
      .click();
    const opened = () =>
      suite.app.electron.evaluate(() => (globalThis as { openedUrl?: string }).openedUrl ?? '');
    await expect.poll(opened).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port?.hostPort}/?$`));
    const answer = await fetch(`${await opened()}/index.html`.replace('//index', '/index'));
    expect(await answer.text()).toBe('served from inside\n');
    expect(await refusalOf(page(), 'containers.openPort', { name: 'web', hostPort: 1 })).toBe(
      'NOT_FOUND',
    );
  });

  it('has several terminals, each a shell of its own', async () => {
    await frame.tab(frame.t('containers.terminal')).click();
    const terminal = new TerminalView(frame);
    await terminal.ready();
    await terminal.type('mark=first; echo one-$((1 + 1))');
    await terminal.shows('one-2');
    await frame.button(frame.t('terminal.new')).click();
    await terminal.ready();
    await terminal.type('echo "[$mark]-$((2 + 2))"');
    await terminal.shows('[]-4');
    await frame.button(frame.t('terminal.tab', { n: '1' })).click();
    await terminal.type('echo "[$mark]-$((3 + 3))"');
    await terminal.shows('[first]-6');
    await pictures(suite, 'container-terminals');
  });

  it('searches the log', async () => {
    await frame.tab(frame.t('containers.logs')).click();
    const log = page().getByRole('log');
    await log.getByText('line 3').waitFor();
    await page().getByLabel(frame.t('build.searchLog')).fill('needle');
    await log.getByText('line 3').waitFor({ state: 'hidden' });
    expect(await log.textContent()).toBe('needle in it');
    await pictures(suite, 'container-logs-search');
  });

  it('keeps rules for the container, its image, and everything', async () => {
    await frame.button(frame.t('containers.review')).click();
    const keep = async (pattern: string, where: string) => {
      await frame.button(frame.t('review.always', { pattern })).click();
      await page().getByRole('menuitem', { name: where }).click();
      await frame.button(frame.t('review.removeRule', { pattern })).waitFor();
    };
    await keep('/var/cache/apt/**', frame.t('review.alwaysFor', { name: 'web' }));
    await keep('/tmp/**', frame.t('review.alwaysFor', { name: 'base:1' }));
    await keep('.*_history', frame.t('review.alwaysEverywhere'));
    await pictures(suite, 'review-rules');
    const rules = await ask(page(), 'exclusions.list', null);
    expect(rules).toEqual([
      { scope: 'container', subject: 'web', pattern: '/var/cache/apt/**' },
      { scope: 'image', subject: 'base:1', pattern: '/tmp/**' },
      { scope: 'global', subject: '', pattern: '.*_history' },
    ]);
    const leftOut = async (name: string) =>
      [...(await ask(page(), 'containers.review', { name })).leftOut].filter((path) =>
        /pkg|scrap|history/.test(path),
      );
    for (const [name, image] of [
      ['same-image', 'base:1'],
      ['other-image', 'second:1'],
    ] as const) {
      // As process 1 the server heeds no SIGTERM.
      const stopSignal = 'SIGKILL';
      await ask(page(), 'containers.run', {
        image,
        name,
        command: ['sh', '-c', script],
        stopSignal,
      });
    }
    const history = '/root/.ash_history';
    await expect.poll(() => leftOut('web')).toEqual([history, '/tmp/scrap', '/var/cache/apt/pkg']);
    await expect.poll(() => leftOut('same-image')).toEqual([history, '/tmp/scrap']);
    await expect.poll(() => leftOut('other-image')).toEqual([history]);
  });

  it('takes a rule back', async () => {
    await frame.button(frame.t('review.removeRule', { pattern: '/tmp/**' })).click();
    await frame.button(frame.t('review.always', { pattern: '/tmp/**' })).waitFor();
    expect((await ask(page(), 'exclusions.list', null)).map(({ pattern }) => pattern)).toEqual([
      '/var/cache/apt/**',
      '.*_history',
    ]);
  });

  it('answers what the menus ask for', async () => {
    const name = 'other-image';
    const state = async () => (await ask(page(), 'containers.inspect', { name })).state;
    await ask(page(), 'containers.pause', { name });
    expect(await state()).toBe('paused');
    expect(await refusalOf(page(), 'containers.pause', { name })).toBe('CONTAINER_PAUSED');
    await ask(page(), 'containers.unpause', { name });
    const before = (await ask(page(), 'containers.inspect', { name })).startedAt;
    await ask(page(), 'containers.restart', { name });
    expect((await ask(page(), 'containers.inspect', { name })).startedAt).not.toBe(before);
    await ask(page(), 'containers.kill', { name });
    expect(await state()).toBe('exited');
    await ask(page(), 'containers.start', { name });
    await ask(page(), 'containers.stop', { name });
    expect(await state()).toBe('exited');
    expect(await refusalOf(page(), 'containers.rename', { name, newName: 'web' })).toBe(
      'CONTAINER_NAME_IN_USE',
    );
    await ask(page(), 'containers.rename', { name, newName: 'renamed' });
    await ask(page(), 'containers.remove', { name: 'renamed', force: false });
    expect(await refusalOf(page(), 'containers.inspect', { name: 'renamed' })).toBe(
      'CONTAINER_NOT_FOUND',
    );
  });

  it('answers what the review and the timeline ask for', async () => {
    const name = 'web';
    const { work } = suite.folders;
    const diff = await ask(page(), 'containers.fileDiff', { name, path: '/tmp/scrap' });
    expect(JSON.stringify(diff)).toContain('+y');
    expect(await ask(page(), 'containers.secrets', { name })).toEqual([]);
    await writeFile(join(work, 'note'), 'copied\n');
    const copy = { name, sources: [join(work, 'note')], folder: '/root' };
    await ask(page(), 'containers.copyIn', copy);
    await mkdir(join(work, 'out'));
    const out = { name, path: '/root/note', folder: join(work, 'out') };
    await ask(page(), 'containers.copyOut', out);
    expect(await readFile(join(work, 'out', 'note'), 'utf8')).toBe('copied\n');
    const options = { container: name, reference: 'web:note', message: 'a note' };
    await runJobOk(page(), { kind: 'snapshot', options });
    const line = await ask(page(), 'containers.timeline', { name });
    expect(line.map(({ names, message }) => [names, message])).toEqual([[['web:note'], 'a note']]);
    const compared = await ask(page(), 'images.compare', { before: 'base:1', after: 'web:note' });
    expect(compared.changes.map(({ path }) => path)).toContain('/root/note');
    expect(compared.changes.map(({ path }) => path)).not.toContain('/root/.ash_history');
    const text = await ask(page(), 'images.compareFile', {
      before: 'base:1',
      after: 'web:note',
      path: '/root/note',
    });
    expect(JSON.stringify(text)).toContain('+copied');
  });

  it('met no error of its own', () => {
    expect(suite.app.pageErrors).toEqual([]);
  });
});
