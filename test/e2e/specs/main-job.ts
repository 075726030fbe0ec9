import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { dockerNames, dockerPeer } from '../../helpers/peers';
import { isInstalled, runOk } from '../../helpers/run';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { unpackArchive } from '../harness/archive';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { answerSaveDialog } from '../harness/native-dialogs';
import type { TestUser } from '../harness/ordinary-user';
import { useSuite } from '../harness/suite';
import { DropDialog } from '../pages/drop-dialog';
import { Frame } from '../pages/frame';
import { runImage } from '../pages/run-image';
import { TerminalView } from '../pages/terminal';

const templateName = 'debian:12';
const builtName = 'shop/api:1';
const snapshotName = 'shop/api:touched';
const containerName = 'web';
const minutes = 60_000;

/**
 * The main job, in the window, from a template to an archive that strangers run: each step works with
 * what the one before it made.
 */
export async function describeMainJob(title: string, user: TestUser): Promise<void> {
  const obstacle = await templateObstacle();
  const peers = new Map(
    await Promise.all(dockerNames.map(async (name) => [name, await dockerPeer(name)] as const)),
  );
  const has = { skopeo: await isInstalled('skopeo'), umoci: await isInstalled('umoci') };

  describe.skipIf(obstacle !== null)(`${title}${obstacle === null ? '' : ` (${obstacle})`}`, () => {
    const suite = useSuite({ user });
    inOrder();
    picturesOfFailures(suite);
    let archive = '';
    let frame: Frame;
    beforeAll(() => {
      archive = join(suite.folders.work, 'touched.tar');
      frame = new Frame(suite.app.page);
    });

    it('imports a template that is dropped on the window', { timeout: 5 * minutes }, async () => {
      const template = await debianTemplate();
      await frame.drop(template.gzip);
      const dialog = new DropDialog(frame);
      await dialog.root.getByText(frame.t('drop.do.rootfs')).waitFor();
      expect(await dialog.root.textContent()).toContain(basename(template.gzip));
      expect(await dialog.nameField.inputValue()).toBe('debian:12');
      await dialog.confirmAs(templateName);
      await frame.jobLine.waitFor();
      await frame.row(templateName).waitFor({ timeout: 2 * minutes });
      expect(await frame.row(templateName).textContent()).toContain(frame.t('origin.import'));
    });

    it('builds a dropped folder on it', { timeout: 5 * minutes }, async () => {
      const context = join(suite.folders.work, 'api');
      await mkdir(context);
      await writeFile(
        join(context, 'Dockerfile'),
        `FROM ${templateName}\nCOPY hello.txt /srv/hello.txt\nRUN echo built > /built\nCMD ["/bin/bash"]\n`,
      );
      await writeFile(join(context, 'hello.txt'), 'hello\n');
      await giveTo(user, context, join(context, 'Dockerfile'), join(context, 'hello.txt'));
      await frame.drop(context);
      const dialog = new DropDialog(frame);
      await dialog.root.getByText(frame.t('drop.do.build'), { exact: true }).first().waitFor();
      await dialog.confirmAs(builtName);
      const finished = frame.t('build.summary', { done: 2, total: 2 });
      const failed = frame.page.getByText(frame.t('job.state.failed'), { exact: true });
      await frame.page
        .getByText(finished)
        .or(failed.first())
        .waitFor({ timeout: 2 * minutes });
      expect(await failed.count()).toBe(0);
      await frame.page.getByText('RUN echo built > /built').first().waitFor();
      await frame.goTo('images');
      await frame.row(builtName).waitFor();
    });

    it('runs it and opens its terminal', { timeout: 2 * minutes }, async () => {
      const terminal = await runImage(frame, builtName, containerName);
      await terminal.type('cat /built /srv/hello.txt; echo $((40 + 2))-ready');
      await terminal.shows('42-ready');
      await terminal.shows('built');
    });

    it('takes what is typed', async () => {
      const terminal = new TerminalView(frame);
      await terminal.type('touch /test && echo touch-$((1 + 1))');
      await terminal.shows('touch-2');
    });

    it('shows what changed', async () => {
      await frame.tab(frame.t('containers.changes')).click();
      await frame.page.getByRole('treeitem', { name: 'test' }).waitFor();
      expect(await frame.page.getByRole('treeitem').count()).toBe(1);
    });

    it('snapshots the container with one click on its row', { timeout: 2 * minutes }, async () => {
      await frame.goTo('containers');
      const action = frame.t('containers.actionOf', {
        action: frame.t('containers.snapshot'),
        name: containerName,
      });
      await frame.button(action).first().click();
      const notice = frame.notice(frame.t('snapshot.done', { container: containerName }));
      await notice.waitFor({ timeout: minutes });
      const name = notice.getByLabel(frame.t('snapshot.name'));
      await name.fill(snapshotName);
      await name.press('Enter');
      await frame.goTo('images');
      await frame.row(snapshotName).waitFor();
      expect(await frame.row(snapshotName).textContent()).toContain(frame.t('origin.snapshot'));
    });

    it('saves it as an archive', { timeout: 3 * minutes }, async () => {
      await answerSaveDialog(suite.app.electron, archive);
      await frame.row(snapshotName).click();
      await frame.button(frame.t('image.save')).click();
      await frame.dialog().getByText(frame.t('save.compress')).click(); // off: what lies in it is looked at below
      await frame.button(frame.t('save.do')).click();
      await frame
        .notice(frame.t('job.done.save', { subject: snapshotName }))
        .waitFor({ timeout: 2 * minutes });
      expect((await stat(archive)).size).toBeGreaterThan(50_000_000);
      await chmod(archive, 0o644);
    });

    it('has a top layer that holds just the change', async () => {
      const { names, layers, config } = await unpackArchive(archive, suite.folders.base);
      expect(names).toEqual([snapshotName]);
      expect(layers.at(-1)).toEqual(['test']);
      expect(config.rootfs.diff_ids).toHaveLength(layers.length);
    });

    it.skipIf(!has.skopeo)('is an image to skopeo', async () => {
      const text = await runOk('skopeo', ['inspect', '--config', `docker-archive:${archive}`]);
      expect(JSON.parse(text)).toMatchObject({ os: 'linux', config: { Cmd: ['/bin/bash'] } });
    });

    it.skipIf(!has.skopeo || !has.umoci)(
      'unpacks with umoci',
      { timeout: 3 * minutes },
      async () => {
        const layout = join(suite.folders.base, 'layout');
        const bundle = join(suite.folders.base, 'bundle');
        await runOk('skopeo', ['copy', `docker-archive:${archive}`, `oci:${layout}:touched`]);
        const rootless = process.getuid?.() === 0 ? [] : ['--rootless'];
        await runOk('umoci', ['unpack', ...rootless, '--image', `${layout}:touched`, bundle]);
        expect((await stat(join(bundle, 'rootfs', 'test'))).size).toBe(0);
        expect((await stat(join(bundle, 'rootfs', 'srv/hello.txt'))).size).toBe(6);
      },
    );

    for (const [name, peer] of peers) {
      it.skipIf(peer === null)(
        `loads into ${name} and runs there`,
        { timeout: 3 * minutes },
        async () => {
          if (peer === null) return;
          await peer.docker('load', '-i', archive);
          try {
            const script = 'ls /test && cat /built /srv/hello.txt';
            const output = await peer.docker(
              'run',
              '--rm',
              '--network=none',
              snapshotName,
              '/bin/sh',
              '-c',
              script,
            );
            expect(output).toBe('/test\nbuilt\nhello\n');
          } finally {
            await peer.docker('image', 'rm', '-f', snapshotName);
          }
        },
      );
    }

    it('still has every job and its log after a restart', { timeout: 2 * minutes }, async () => {
      const app = await suite.restart();
      frame = new Frame(app.page);
      await frame.goTo('activity');
      const title = (kind: 'import' | 'build' | 'snapshot', subject: string) =>
        frame.page
          .getByRole('main')
          .getByRole('row', { name: frame.t(`job.ended.${kind}`, { subject }) });
      await title('import', 'debian-12-minbase.tar.gz').first().waitFor();
      await title('snapshot', containerName).first().waitFor();
      await title('build', 'api').first().click();
      await frame.page.getByRole('main').getByText('RUN echo built > /built').first().waitFor();
    });

    it('left the container running while the window was closed', async () => {
      await frame.goTo('containers');
      const row = frame.row(containerName);
      await row.waitFor();
      expect(await row.textContent()).toContain(frame.t('container.state.running'));
      await row.click();
      await frame
        .button(
          frame.t('containers.actionOf', {
            action: frame.t('containers.stop'),
            name: containerName,
          }),
        )
        .first()
        .click();
      await row.getByText(/exited/u).waitFor({ timeout: 30_000 });
    });

    it('met no error of its own', () => {
      expect(suite.app.pageErrors).toEqual([]);
    });
  });
}

async function giveTo(user: TestUser, ...paths: ReadonlyArray<string>): Promise<void> {
  for (const path of paths) await chown(path, user.uid, user.gid);
}
