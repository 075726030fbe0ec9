import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { picturesOfFailures } from '../harness/in-order';
import { answerOpenDialog } from '../harness/native-dialogs';
import { useSuite } from '../harness/suite';
import { BuildView } from '../pages/build-page';
import { Frame } from '../pages/frame';

const dockerfile = `FROM debian:12 AS base
ARG GREETING=hello
# says it
RUN echo "$GREETING from base" > /greeting
COPY --from=base /greeting /again
CMD ["cat", "/again"]
`;

/** What is typed, pasted and looked up never makes the page write what its policy refuses. */
describe('the Dockerfile editor and the content security policy', () => {
  const suite = useSuite();
  picturesOfFailures(suite);
  let frame: Frame;
  let view: BuildView;
  const press = (key: string) => frame.page.keyboard.press(key);
  const select = async (): Promise<void> => {
    await view.editor.click();
    await press('Control+a');
  };

  beforeAll(async () => {
    const context = join(suite.folders.work, 'shop');
    await mkdir(context, { recursive: true });
    await writeFile(join(context, 'Dockerfile'), dockerfile);
    frame = new Frame(suite.app.page);
    view = new BuildView(frame);
    await answerOpenDialog(suite.app.electron, [context]);
    await frame.goTo('build');
    await frame.button(frame.t('build.chooseFolder')).click();
    await view.editor.waitFor();
  });
  beforeEach(async () => {
    await select();
    await frame.page.keyboard.insertText(dockerfile);
    expect(await view.text()).toBe(dockerfile);
  });
  afterEach(() => {
    expect(suite.app.pageErrors).toEqual([]);
  });

  it('everything replaced by what is typed, and undone', async () => {
    await select();
    await frame.page.keyboard.type('FROM scratch');
    expect(await view.text()).toBe('FROM scratch');
    await press('Control+z');
    expect(await view.text()).toBe(dockerfile);
  });

  it('a bracket around what is selected', async () => {
    await view.editor.getByText('debian:12').dblclick();
    await press('Home');
    await press('Shift+ArrowDown');
    await press('Shift+End');
    await frame.page.keyboard.type('"');
    expect((await view.text()).split('\n').slice(0, 2)).toEqual([
      '"FROM debian:12 AS base',
      'ARG GREETING=hello"',
    ]);
  });

  it('everything replaced by an input method', async () => {
    await select();
    const session = await frame.page.context().newCDPSession(frame.page);
    const compose = (text: string) =>
      session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await compose('n');
    await compose('ni');
    await frame.page.keyboard.insertText('你');
    await expect.poll(() => view.text()).toBe('你');
    await session.detach();
  });

  it('cut and paste', async () => {
    await select();
    await press('Control+x');
    expect(await view.text()).toBe('');
    await press('Control+v');
    await press('Control+v');
    expect(await view.text()).toBe(dockerfile + dockerfile);
  });

  it('search and replace all', async () => {
    await press('Control+f');
    await frame.page.locator('.cm-search input[name=search]').fill('greeting');
    await frame.page.locator('.cm-search input[name=replace]').fill('words');
    await frame.page.locator('.cm-search button[name=replaceAll]').click();
    expect(await view.text()).toContain('COPY --from=base /words /again');
    await press('Escape');
  });

  it('completion and hover', async () => {
    await press('Control+End');
    await frame.page.keyboard.type('HEAL');
    await frame.page.locator('.cm-tooltip-autocomplete').waitFor();
    await frame.page.locator('.cm-completionInfo').first().waitFor();
    await press('Enter');
    await expect.poll(() => view.text()).toContain('HEALTHCHECK');
    await press('Escape');
    await view.editor.getByText('COPY').first().hover();
    await frame.page.locator('.cm-tooltip-hover').waitFor();
  });
});
