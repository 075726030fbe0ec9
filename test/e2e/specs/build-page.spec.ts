import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { run } from '../../helpers/run';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { inOrder, picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJobOk } from '../harness/jobs';
import { answerOpenDialog } from '../harness/native-dialogs';
import { pictures } from '../harness/pictures';
import { useSuite } from '../harness/suite';
import { BuildView } from '../pages/build-page';
import { Frame } from '../pages/frame';

const obstacle = await templateObstacle();
const secret = 'correct-horse-battery-staple';
const dockerfile = `FROM debian:12 as base
ARG GREETING=hello
RUN echo "$GREETING from base" > /greeting

FROM base AS deps
COPY package.json ./
RUN --mount=type=secret,id=npm printf '\\033[32minstalled\\033[0m with %s letters\\n' "$(wc -c < /run/secrets/npm)" && sleep 1.5

FROM base AS assets
COPY assets /assets
RUN sleep 1 && ls /assets

FROM base AS run
COPY app /app
COPY --from=deps /package.json /app/
COPY --from=assets /assets /app/assets
CMD ["/app/main.sh"]
`;

describe.skipIf(obstacle !== null)('the Build page', () => {
  const suite = useSuite();
  inOrder();
  picturesOfFailures(suite);
  let context = '';
  let file = '';
  let frame: Frame;
  let view: BuildView;
  const again = (): void => {
    frame = new Frame(suite.app.page);
    view = new BuildView(frame);
  };

  beforeAll(async () => {
    context = join(suite.folders.work, 'shop');
    file = join(context, 'Dockerfile');
    const write = async (path: string, text: string | Uint8Array): Promise<void> => {
      await mkdir(join(context, path, '..'), { recursive: true });
      await writeFile(join(context, path), text);
    };
    await write('Dockerfile', dockerfile);
    await write('.dockerignore', '# what stays here\nnode_modules\n*.log\n');
    await write('package.json', '{"name": "shop"}\n');
    await write('app/main.sh', '#!/bin/sh\necho hi\n');
    await write('app/.env', 'TOKEN=not-a-real-one\n');
    await write('assets/logo.svg', '<svg/>\n');
    await write('docs/manual.md', 'x'.repeat(300_000));
    await write('debug.log', 'x'.repeat(1000));
    for (let n = 0; n < 40; n += 1)
      await write(`node_modules/m${n}/index.js`, new Uint8Array(50_000));
    const template = await debianTemplate();
    await runJobOk(suite.app.page, {
      kind: 'import',
      options: { source: template.gzip, reference: 'debian:12' },
    });
    await suite.restart();
    again();
  });

  it('opens a folder that is chosen', async () => {
    await frame.goTo('build');
    await answerOpenDialog(suite.app.electron, [context]);
    await frame.button(frame.t('build.chooseFolder')).click();
    await view.editor.waitFor();
    expect(await view.text()).toContain('FROM debian:12 as base');
  });

  it('colours what it reads', async () => {
    const colourOf = (selector: string) =>
      view.editor
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).color);
    const colours = await Promise.all(['.cm-line', '.tok-keyword', '.tok-string'].map(colourOf));
    expect(new Set(colours).size).toBe(3);
  });

  it('checks it, and says what a rule means', async () => {
    await view.findings.getByText(frame.t('build.problemsCount', { n: 1 })).waitFor();
    await view.editor.locator('.cm-lintRange-warning').first().waitFor();
    await view.findings.getByRole('button', { expanded: false }).click();
    await frame.button(`${frame.t('build.meaning')} FromAsCasing`).click();
    await frame.dialog().getByText('FromAsCasing').first().waitFor();
    await frame.dialog().getByText('FROM alpine AS builder', { exact: true }).waitFor();
    await pictures(suite, 'build-rule');
    await frame.page.keyboard.press('Escape');
    await pictures(suite, 'build-open');
  });

  it('finds a mistake while it is typed', async () => {
    await view.typeAtEnd('FORM x\n');
    await view.editor.locator('.cm-lintRange-error').first().waitFor();
    await view.findings.getByText(frame.t('build.errorsCount', { n: 1 })).waitFor();
    // What was found before the text broke is still offered.
    await view.openOptions();
    await view.options.getByLabel('GREETING').waitFor();
    for (let n = 0; n < 7; n += 1) await frame.page.keyboard.press('Control+z');
    await view.editor.locator('.cm-lintRange-error').first().waitFor({ state: 'detached' });
  });

  it('completes with the keyboard, and explains under the pointer', async () => {
    await view.editor.click();
    await frame.page.keyboard.press('Control+End');
    await frame.page.keyboard.type('HEAL');
    const suggestions = frame.page.getByRole('listbox', { name: 'Completions' });
    await suggestions
      .getByRole('option', { name: /HEALTHCHECK/u })
      .first()
      .waitFor();
    await frame.page.waitForTimeout(150); // a suggestion is not taken before one can have seen it
    await frame.page.keyboard.press('Enter');
    expect(await view.text()).toContain('HEALTHCHECK');
    await frame.page.keyboard.press('Control+z');
    await frame.page.keyboard.press('Control+z');
    await view.editor.locator('.tok-keyword').first().hover();
    await frame.page.locator('.cm-docs').first().waitFor();
    await frame.page.mouse.move(5, 5);
  });

  it('saves with Ctrl S, and writes over nobody', async () => {
    await view.replaceAll(dockerfile.replace('as base', 'AS base'));
    await frame.page.keyboard.press('Control+s');
    await frame.page.getByText(frame.t('build.edited')).waitFor({ state: 'detached' });
    expect(await readFile(file, 'utf8')).toContain('debian:12 AS base');
    await frame.page.getByText(frame.t('build.problemsNone')).waitFor();

    await view.typeAtEnd('# mine\n');
    await writeFile(file, `${await readFile(file, 'utf8')}# theirs\n`);
    await frame.page.keyboard.press('Control+s');
    await frame.page.getByText(frame.t('build.conflict')).waitFor();
    expect(await readFile(file, 'utf8')).toContain('# theirs');
    await pictures(suite, 'build-conflict');
    await frame.button(frame.t('build.conflictTheirs')).click();
    await view.editor.getByText('# theirs').waitFor();
    expect(await view.text()).not.toContain('# mine');
  });

  it('tells what the context sends, keeps back and does not use', async () => {
    const { t } = frame;
    await view.context.getByText(/node_modules/u).waitFor();
    const told = (await view.context.textContent()) ?? '';
    expect(told).toContain('.dockerignore:2 node_modules');
    expect(told).toContain(t('context.usedByNone', { path: 'docs/' }));
    await view.context.getByText(t('context.secretsFound', { n: 1 })).waitFor();
    await frame.button(t('context.look')).click();
    const dialog = frame.dialog();
    await dialog.getByRole('cell', { name: 'app/.env:1', exact: true }).waitFor();
    await dialog.getByText(t('context.secretUsed', { line: 14 })).waitFor();
    await pictures(suite, 'build-context-secrets');
    await frame.tab(t('context.tab.ignored')).click();
    await dialog.getByRole('cell', { name: 'node_modules' }).waitFor();
    await frame.tab(t('context.tab.tree')).click();
    const tree = dialog.getByRole('tree');
    await tree.getByRole('treeitem', { name: 'docs' }).click();
    await tree.getByRole('treeitem', { name: 'manual.md' }).waitFor();
    await pictures(suite, 'build-context-tree');
    await frame.page.keyboard.press('Escape');
  });

  it('builds with what is filled in, and shows it as it goes', async () => {
    await view.openOptions();
    await view.options.getByLabel(frame.t('build.tags'), { exact: true }).fill('shop:1');
    await view.options.getByLabel('GREETING').fill('welcome');
    await view.options.getByLabel(frame.t('build.secretValue', { id: 'npm' })).fill(secret);
    await pictures(suite, 'build-options');
    await view.options.getByRole('button', { name: frame.t('build.optionsShow') }).click();
    await view.go.click();
    await view.step('deps · RUN').and(frame.page.locator('[data-state="running"]')).waitFor();
    await view.step('COPY --from=deps').getByText(/deps/u).first().waitFor();
    await frame.page.screenshot({ path: 'test-results/screenshots/build-running.png' });
    // Leaving loses nothing.
    await frame.goTo('images');
    await frame.goTo('build');
    await view.hasDone(8, 8);
    await view.step('deps · RUN').click();
    await view.log.getByText('installed').waitFor();
    expect(await view.log.textContent()).toContain(`with ${secret.length} letters`);
    await pictures(suite, 'build-done');
  });

  it('keeps the secret nowhere', async () => {
    const found = await run('grep', ['-rlaF', secret, suite.folders.base]);
    expect(found.stdout).toBe('');
  });

  it('builds again with one click, all from the cache', async () => {
    await view.build();
    await view.hasDone(8, 8);
    await frame.page.getByText(frame.t('build.summaryCached', { n: 8 })).waitFor();
  });

  it('says why a step ran again', async () => {
    await writeFile(join(context, 'app/main.sh'), '#!/bin/sh\necho changed\n');
    await view.build();
    const files = 'app/main.sh';
    await frame.page
      .getByText(frame.t('cause.changed', { files }), { exact: false })
      .first()
      .waitFor();
    await pictures(suite, 'build-changed');
  });

  it('compares it with the build before, in Activity', async () => {
    await frame.goTo('activity');
    await frame.page
      .getByRole('row', { name: frame.t('job.ended.build', { subject: 'shop' }) })
      .first()
      .click();
    await frame.tab(frame.t('activity.tab.compare')).click();
    const list = frame.page.getByRole('list', { name: frame.t('compare.steps') });
    await list.getByText('COPY app /app').waitFor();
    await frame.page
      .getByText(frame.t('compare.summary', { again: 3, new: 0, cached: 5 }))
      .waitFor();
    await pictures(suite, 'activity-compare');
  });

  it('opens the editor at the line that fails, with what it said and what to do', async () => {
    await frame.goTo('build');
    await view.replaceAll(
      `${'# a comment\n'.repeat(40)}FROM debian:12\nCOPY package.jsn /\nRUN echo last words >&2; exit 3\n`,
    );
    await view.build();
    await frame.page.getByText(frame.t('build.failedAt', { line: 42 })).waitFor();
    await frame.page
      .getByText(/package\.json/u)
      .first()
      .waitFor();
    expect(await view.editor.locator('[data-mark="failed"]').textContent()).toBe(
      'COPY package.jsn /',
    );
    await pictures(suite, 'build-failed-copy');
    await view.replaceAll('FROM debian:12\nRUN echo last words >&2; exit 3\n');
    await view.build();
    await frame.page.getByText(frame.t('build.failedAt', { line: 2 })).waitFor();
    await view.editor.getByText('last words').last().waitFor();
    await pictures(suite, 'build-failed-run');
  });

  it('is cancelled within a second', async () => {
    await view.replaceAll('FROM debian:12\nRUN echo started; sleep 100\n');
    await view.go.click();
    await view.log.getByText('started').waitFor();
    const startMs = performance.now();
    await frame.button(frame.t('build.cancel')).click();
    await frame.button(frame.t('build.again')).waitFor();
    expect(performance.now() - startMs).toBeLessThan(1000);
    await view.step('RUN').and(frame.page.locator('[data-state="cancelled"]')).waitFor();
  });

  it('remembers everything but secrets after a restart', async () => {
    await suite.restart();
    again();
    await frame.goTo('build');
    await frame.page.getByRole('main').getByText(context).first().click();
    await view.openOptions();
    expect(await view.options.getByLabel(frame.t('build.tags'), { exact: true }).inputValue()).toBe(
      'shop:1',
    );
    await view.editor.getByText('# theirs').waitFor();
    expect(await view.options.getByLabel('GREETING').inputValue()).toBe('welcome');
    const field = view.options.getByLabel(frame.t('build.secretValue', { id: 'npm' }));
    expect(await field.inputValue()).toBe('');
  });

  it('met no error of its own', async () => {
    expect(suite.app.pageErrors).toEqual([]);
    await ask(suite.app.page, 'settings.update', { theme: 'system', language: 'system' });
  });
});
