import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { pictures } from '../harness/pictures';
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

interface Subject {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Attaches an artifact as older registries have it: an index under the tag made of the digest. */
async function attach(host: string, repository: string, subject: Subject, artifactType: string) {
  const at = `http://${host}/v2/${repository}`;
  const put = async (reference: string, document: object, mediaType: string) => {
    const body = JSON.stringify(document);
    const headers = { 'content-type': mediaType };
    const answer = await fetch(`${at}/manifests/${reference}`, { method: 'PUT', headers, body });
    expect(answer.status).toBe(201);
    const digest = answer.headers.get('docker-content-digest') ?? '';
    return { mediaType, digest, size: body.length };
  };
  const empty = `sha256:${createHash('sha256').update('{}').digest('hex')}`;
  const started = await fetch(`${at}/blobs/uploads/`, { method: 'POST' });
  const upload = new URL(started.headers.get('location') ?? '', at);
  upload.searchParams.set('digest', empty);
  await fetch(upload, { method: 'PUT', body: '{}' });
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: empty, size: 2 };
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const artifact = {
    schemaVersion: 2,
    mediaType: type,
    artifactType,
    config,
    layers: [config],
    subject,
  };
  const described = await put('sbom', artifact, type);
  const index = 'application/vnd.oci.image.index.v1+json';
  const manifests = [{ ...described, artifactType }];
  await put(
    subject.digest.replace(':', '-'),
    { schemaVersion: 2, mediaType: index, manifests },
    index,
  );
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

  it('puts two platforms under one name', async () => {
    const { gzip } = await debianTemplate();
    const base = `${host}/base/debian`;
    await runJobOk(frame.page, {
      kind: 'import',
      options: { source: gzip, reference: `${base}:arm`, platform: 'linux/arm64' },
    });
    await frame.goTo('images');
    await frame.row(`${base}:12`).click({ button: 'right' });
    await frame.page.getByRole('menuitem', { name: frame.t('platforms.menu') }).click();
    const both = frame.dialog().getByRole('checkbox', { checked: true });
    await expect.poll(() => both.count()).toBe(2);
    await pictures(suite, 'platforms');
    await frame.dialog().getByLabel(frame.t('push.target')).fill(`${base}:all`);
    await frame.button(frame.t('platforms.do')).click();
    await frame
      .notice(frame.t('job.done.push', { name: `${base}:all` }))
      .waitFor({ timeout: 120_000 });
    const { manifests } = await ask(frame.page, 'registries.inspect', { name: `${base}:all` });
    expect(manifests.map(({ platform }) => platform).sort()).toEqual([
      'linux/amd64',
      'linux/arm64',
    ]);
  });

  it('shows what refers to an image, kept under a tag where the registry has no list of it', async () => {
    const name = `${host}/base/debian:12`;
    const { digest, mediaType, document } = await ask(frame.page, 'registries.inspect', { name });
    const subject = { mediaType, digest, size: document.length };
    await attach(host, 'base/debian', subject, 'application/spdx+json');
    await frame.row(name).dblclick();
    const card = frame.page.getByRole('region', { name: frame.t('remote.title') });
    await card.getByRole('button', { name: frame.t('remote.look') }).click();
    await card.getByText('application/spdx+json').waitFor();
    await card.scrollIntoViewIfNeeded();
    await pictures(suite, 'referrers');
    await frame.goTo('images');
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
