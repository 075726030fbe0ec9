import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isInstalled } from '../../helpers/run';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJobOk } from '../harness/jobs';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';

const hasRegistry = (await isInstalled('docker-registry')) && (await templateObstacle()) === null;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** To a registry and back, with the window alone. */
describe.skipIf(!hasRegistry)('registries in the window', () => {
  // Where logins are kept: not in the file of whoever runs the tests.
  const dockerConfig = mkdtempSync(join(tmpdir(), 'darkroom-docker-config-'));
  const suite = useSuite({ env: { DOCKER_CONFIG: dockerConfig } });
  picturesOfFailures(suite);
  let frame: Frame;
  let folder = '';
  let registry: ChildProcess;
  let host = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-registry-e2e-'));
    host = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'config.yml');
    await writeFile(
      config,
      `version: 0.1\nlog: {level: error}\nstorage:\n  filesystem: {rootdirectory: ${folder}/data}\nhttp: {addr: "${host}"}\n`,
    );
    registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const answer = await fetch(`http://${host}/v2/`).catch(() => null);
      if (answer?.ok === true) break;
      await delay(100);
    }
    frame = new Frame(suite.app.page);
    const { gzip } = await debianTemplate();
    await runJobOk(frame.page, {
      kind: 'import',
      options: { source: gzip, reference: 'debian:12' },
    });
  });
  afterAll(async () => {
    registry.kill('SIGKILL');
    for (const path of [folder, dockerConfig]) await rm(path, { recursive: true, force: true });
  });

  it('pushes from the menu of an image', async () => {
    await frame.goTo('images');
    await frame.row('debian:12').click({ button: 'right' });
    await frame.page.getByRole('menuitem', { name: frame.t('push.menu') }).click();
    await frame.dialog().getByLabel(frame.t('push.target')).fill(`${host}/base/debian:12`);
    await frame.page.keyboard.press('Enter');
    await frame.dialog().waitFor({ state: 'hidden' });
    const end = frame.notice(frame.t('job.done.push', { name: `${host}/base/debian:12` }));
    await end.waitFor({ timeout: 120_000 });
  });

  it('lists the tags and pulls one', async () => {
    await ask(frame.page, 'images.remove', { name: 'debian:12', force: true });
    await frame.button(frame.t('pull.button')).click();
    await frame.dialog().getByLabel(frame.t('pull.name')).fill(`${host}/base/debian`);
    await frame.button(frame.t('pull.tags')).click();
    await frame.dialog().getByRole('button', { name: '12', exact: true }).click();
    await frame.button(frame.t('pull.do')).click();
    await frame.row(`${host}/base/debian:12`).waitFor({ timeout: 120_000 });
    const list = await ask(frame.page, 'images.list', null);
    expect(list.map(({ names, origin }) => [names, origin])).toEqual([
      [[`${host}/base/debian:12`], 'pull'],
    ]);
  });

  it('says what is wrong with a name that is not there', async () => {
    await frame.button(frame.t('pull.button')).click();
    await frame.dialog().getByLabel(frame.t('pull.name')).fill(`${host}/base/nothing`);
    await frame.button(frame.t('pull.tags')).click();
    await frame.dialog().getByRole('alert').waitFor();
    await frame.page.keyboard.press('Escape');
  });

  it('logs in and out in the settings', async () => {
    await frame.goTo('settings');
    await frame.page.getByLabel(frame.t('settings.loginRegistry')).fill(host);
    await frame.page.getByLabel(frame.t('settings.loginUser')).fill('ann');
    await frame.page.getByLabel(frame.t('settings.loginPassword')).fill('any');
    await frame.button(frame.t('settings.loginTitle')).click();
    await frame.page
      .getByText(frame.t('settings.login', { user: 'ann', registry: host }))
      .waitFor();
    await frame.button(frame.t('settings.logout')).click();
    await frame.page.getByText(frame.t('settings.noLogins')).waitFor();
  });
});
