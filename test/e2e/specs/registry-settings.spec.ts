import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { busyboxTemplate, staticBusybox } from '../../helpers/busybox';
import { expiredCertificate } from '../../helpers/expired-certificate';
import { hasRegistry, startRegistry, type TestRegistry } from '../../helpers/registry';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJob, runJobOk } from '../harness/jobs';
import { answerOpenDialog } from '../harness/native-dialogs';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';

const canRun = (await hasRegistry()) && staticBusybox() !== null;

/** A registry with a certificate of its own and a mirror before it, set up with the window alone. */
describe.skipIf(!canRun)('settings of registries in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-registry-settings-'));
  const suite = useSuite({ env: { DOCKER_CONFIG: folder } });
  picturesOfFailures(suite);
  inOrder();
  let frame: Frame;
  let registry: TestRegistry;
  let mirror: TestRegistry;
  const dialogButton = (name: string) => frame.dialog().getByRole('button', { name, exact: true });
  const plainAllowed = () =>
    frame.dialog().getByRole('checkbox', { name: frame.t('registry.insecure') });
  const mirrorFields = () => frame.dialog().getByRole('textbox', { name: /^Mirror \d$/ });
  const focused = () =>
    frame.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const choose = async (path: string): Promise<void> => {
    await answerOpenDialog(suite.app.electron, [path]);
    await frame
      .dialog()
      .getByRole('button', { name: /file…$/ })
      .click();
  };

  beforeAll(async () => {
    [registry, mirror] = await Promise.all([startRegistry({ tls: true }), startRegistry()]);
    frame = new Frame(suite.app.page);
    const template = join(suite.folders.work, 'busybox.tar');
    await busyboxTemplate(suite.folders.work, template);
    const reference = `${mirror.host}/tools/box:1`;
    await runJobOk(frame.page, { kind: 'import', options: { source: template, reference } });
    await runJobOk(frame.page, { kind: 'push', name: reference, options: {} });
  });
  afterAll(async () => {
    await Promise.all([registry.stop(), mirror.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('says plainly that the certificate is not trusted', async () => {
    await frame.goTo('settings');
    await frame.button(frame.t('registry.add')).click();
    await frame.dialog().getByLabel(frame.t('settings.loginRegistry')).fill(registry.host);
    expect(await plainAllowed().isChecked()).toBe(true); // it is this computer
    await plainAllowed().uncheck();
    await dialogButton(frame.t('registry.test')).click();
    await frame.dialog().getByText(frame.t('error.code.REGISTRY_CERTIFICATE')).waitFor();
  });

  it('refuses a certificate that expired, and says what to do', async () => {
    const expired = join(folder, 'expired.pem');
    await writeFile(expired, expiredCertificate);
    await choose(expired);
    const alert = frame.dialog().getByRole('alert');
    await alert.getByText(/it expired on 2021-01-01/).waitFor();
    await alert.getByText(/Ask whoever runs the registry/).waitFor();
    expect(await dialogButton(frame.t('registry.keep')).isDisabled()).toBe(true);
    await pictures(suite, 'registry-expired');
  });

  it('shows the certificate it is given, and is then let in', async () => {
    await choose(registry.caFile);
    await frame.dialog().getByText('CN=127.0.0.1').waitFor();
    await frame.dialog().getByText(frame.t('registry.caSelf'), { exact: true }).waitFor();
    await dialogButton(frame.t('registry.test')).click();
    const found = frame.dialog().getByRole('list', { name: frame.t('registry.found') });
    await found.getByText(`https://${registry.host}`).waitFor();
    await found.getByText(frame.t('registry.protection.checked')).waitFor();
  });

  it('orders mirrors by keyboard, and never loses the focus', async () => {
    const { keyboard } = frame.page;
    await dialogButton(frame.t('registry.addMirror')).focus();
    for (const address of [mirror.host, 'unneeded.example', '127.0.0.1:1']) {
      await dialogButton(frame.t('registry.addMirror')).focus();
      await keyboard.press('Enter');
      await expect.poll(focused).toMatch(/^Mirror \d$/);
      await keyboard.type(address);
    }
    await keyboard.press('Alt+ArrowUp');
    await keyboard.press('Alt+ArrowUp');
    await expect.poll(focused).toBe('Mirror 1');
    await keyboard.press('Alt+ArrowUp');
    const values = () =>
      mirrorFields().evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    expect(await values()).toEqual(['127.0.0.1:1', mirror.host, 'unneeded.example']);
    await dialogButton(frame.t('registry.mirrorDown', { mirror: mirror.host })).click();
    await dialogButton(frame.t('registry.mirrorRemove', { mirror: 'unneeded.example' })).focus();
    await keyboard.press('Space');
    await expect.poll(focused).toBe('Mirror 2');
    expect(await values()).toEqual(['127.0.0.1:1', mirror.host]);
    await dialogButton(frame.t('registry.test')).click();
    const found = frame.dialog().getByRole('list', { name: frame.t('registry.found') });
    await found.getByText(frame.t('registry.passedOver')).waitFor();
    expect(await found.getByRole('listitem').count()).toBe(3);
    await found.scrollIntoViewIfNeeded();
    await pictures(suite, 'registry-dialog');
    await dialogButton(frame.t('registry.keep')).click();
    await frame.dialog().waitFor({ state: 'hidden' });
  });

  it('keeps them where the command line has them', async () => {
    const { registries } = await ask(frame.page, 'settings.get', null);
    expect(registries).toEqual({
      [registry.host]: {
        mirrors: ['127.0.0.1:1', mirror.host],
        insecure: false,
        caFile: registry.caFile,
      },
    });
    const change = frame.button(frame.t('registry.editOf', { registry: registry.host }));
    await change.scrollIntoViewIfNeeded();
    await pictures(suite, 'registry-settings');
  });

  it('pulls through the mirror', async () => {
    const name = `${mirror.host}/tools/box:1`;
    await ask(frame.page, 'images.remove', { name, force: true });
    await frame.goTo('images');
    await frame.button(frame.t('pull.button')).click();
    await frame.dialog().getByLabel(frame.t('pull.name')).fill(`${registry.host}/tools/box:1`);
    await frame.page.keyboard.press('Enter');
    await frame.row(`${registry.host}/tools/box:1`).waitFor({ timeout: 60_000 });
  });

  it('pushes to the registry itself with its authority, and not without', async () => {
    const name = `${registry.host}/tools/box:1`;
    await runJobOk(frame.page, { kind: 'push', name, options: {} });
    await frame.goTo('settings');
    await frame.button(frame.t('registry.editOf', { registry: registry.host })).click();
    await dialogButton(frame.t('common.remove')).click();
    await dialogButton(frame.t('registry.keep')).click();
    await frame.dialog().waitFor({ state: 'hidden' });
    const refused = await runJob(frame.page, { kind: 'push', name, options: {} });
    expect(refused.error?.code).toBe('REGISTRY_CERTIFICATE');
  });

  it('brings back what was removed', async () => {
    const before = (await ask(frame.page, 'settings.get', null)).registries;
    await frame.button(frame.t('registry.removeOf', { registry: registry.host })).click();
    const notice = frame.notice(frame.t('registry.removed', { registry: registry.host }));
    await frame.page.getByText(frame.t('registry.noRules')).waitFor();
    await notice.getByRole('button', { name: frame.t('common.undo') }).click();
    await frame.button(frame.t('registry.editOf', { registry: registry.host })).waitFor();
    expect((await ask(frame.page, 'settings.get', null)).registries).toEqual(before);
    expect(suite.app.pageErrors).toEqual([]);
  });
});
