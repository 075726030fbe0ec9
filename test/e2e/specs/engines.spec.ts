import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addressOf, busyboxTar, present } from '../../contract/engines';
import { dockerPeer } from '../../helpers/peers';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJobOk } from '../harness/jobs';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';

const docker = await dockerPeer('docker 26.1');
const host = process.env['DARKROOM_DOCKER26_HOST'] ?? 'unix:///tmp/peers26/docker.sock';
const image = `darkroom-e2e-${process.pid}:base`;

/** The switch at the top of the rail, by mouse and by keyboard, on a real Docker. */
describe.skipIf(docker === null)('the switch of engines', () => {
  const suite = useSuite();
  picturesOfFailures(suite);
  let frame: Frame;
  const card = () =>
    frame.page.getByRole('navigation').locator('button[aria-haspopup="menu"]').first();
  const item = (name: string) => frame.page.getByRole('menuitem', { name });

  beforeAll(async () => {
    frame = new Frame(suite.app.page);
    await docker?.docker('import', await busyboxTar(suite.folders.base), image);
    await ask(suite.app.page, 'engines.add', { name: 'server', address: host });
    const address = `unix://${join(suite.folders.base, 'none.sock')}`;
    await ask(suite.app.page, 'engines.add', { name: 'gone', address });
  });
  afterAll(async () => {
    await docker?.docker('rmi', '-f', image);
  });

  it('lists the engines, each with how it is', async () => {
    await card().click();
    await item('embedded').waitFor();
    await item(`server · Docker ${docker?.version}`).waitFor();
    await item(
      frame.t('engine.item', { name: 'gone', state: frame.t('error.code.ENGINE_NOT_RUNNING') }),
    ).waitFor();
    await pictures(suite, 'engine-switch');
  });

  it('brings the whole window to another engine', async () => {
    await item('server ·').click();
    await card().getByText('server').waitFor();
    await frame.goTo('images');
    await frame.row(image).waitFor();
    expect(await ask(suite.app.page, 'app.info', null)).toMatchObject({
      engine: { id: 'server', kind: 'docker', canRun: true },
    });
    await frame.row(image).dblclick();
    await frame.heading(image).waitFor();
    await frame.tab(frame.t('image.tab.files')).click();
    await frame.page.getByRole('treeitem', { name: 'etc' }).waitFor();
    await pictures(suite, 'engine-docker');
  });

  it('is still there after a restart', async () => {
    frame = new Frame((await suite.restart()).page);
    await card().getByText('server').waitFor();
  });

  it('says what is wrong with one that cannot be reached, and goes back', async () => {
    await card().focus();
    await frame.page.keyboard.press('Enter');
    await item('gone').click();
    await card().getByText(frame.t('engine.unreachable')).first().waitFor();
    await pictures(suite, 'engine-unreachable');
    await card().focus();
    await frame.page.keyboard.press('Enter');
    await item('embedded').waitFor();
    // The first is the embedded one, and has the focus.
    await frame.page.keyboard.press('Enter');
    await card().getByText(frame.t('engine.here')).waitFor();
  });

  it.skipIf(!present.has('podman 4.3'))('works on Podman as well', async () => {
    const reference = `localhost/darkroom-e2e-${process.pid}:podman`;
    const address = addressOf('podman 4.3');
    await ask(frame.page, 'engines.add', { name: 'pod', address });
    await card().click();
    await item('pod · Podman').click();
    await card().getByText('pod').first().waitFor();
    await frame.goTo('images');
    const source = await busyboxTar(suite.folders.work);
    await runJobOk(frame.page, { kind: 'import', options: { source, reference } });
    await frame.row(reference).dblclick();
    await frame.tab(frame.t('image.tab.files')).click();
    await frame.page.getByRole('treeitem', { name: 'etc' }).waitFor();
    await ask(frame.page, 'images.remove', { name: reference, force: true });
    await frame.goTo('images');
    await frame.row(reference).waitFor({ state: 'detached' });
  });
});
