import { homedir } from 'node:os';
import { basename, join } from 'node:path';

import { dialog, type OpenDialogOptions } from 'electron';

import type { RequestOf } from '../../shared/ipc/contract';
import { translator, type Language } from '../../shared/text/text';
import type { HandlersOf } from './handlers';

const archiveExtensions = ['tar', 'gz', 'tgz', 'xz', 'txz', 'bz2', 'tbz2', 'zst', 'tzst'];

export function dialogHandlers(language: () => Language): HandlersOf<'dialog'> {
  let saveFolder = homedir();
  return {
    'dialog.open': async ({ kind }, { window }) => {
      const answer = await dialog.showOpenDialog(window, openOptions(kind, language()));
      return answer.canceled ? [] : answer.filePaths;
    },
    'dialog.save': async ({ suggestedName }, { window }) => {
      const t = translator(language());
      const answer = await dialog.showSaveDialog(window, {
        title: t('dialog.saveImage'),
        defaultPath: join(saveFolder, fileNameFrom(suggestedName)),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      if (answer.canceled || answer.filePath === '') return null;
      saveFolder = join(answer.filePath, '..');
      return answer.filePath;
    },
  };
}

function openOptions(
  kind: RequestOf<'dialog.open'>['kind'],
  language: Language,
): OpenDialogOptions {
  const t = translator(language);
  switch (kind) {
    case 'folder':
      return { title: t('dialog.chooseFolder'), properties: ['openDirectory'] };
    case 'archive':
      return {
        title: t('dialog.chooseArchive'),
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: t('dialog.filter.archives'), extensions: archiveExtensions },
          { name: t('dialog.filter.all'), extensions: ['*'] },
        ],
      };
    case 'secret':
      return { title: t('dialog.chooseSecret'), properties: ['openFile', 'showHiddenFiles'] };
    case 'certificate':
      return {
        title: t('dialog.chooseCertificate'),
        properties: ['openFile', 'showHiddenFiles'],
        filters: [
          { name: t('dialog.filter.certificates'), extensions: ['pem', 'crt', 'cer'] },
          { name: t('dialog.filter.all'), extensions: ['*'] },
        ],
      };
    case 'any':
      return { title: t('dialog.chooseAny'), properties: ['openFile', 'multiSelections'] };
  }
}

/** An image's name holds slashes and colons; a file's name holds neither. */
export function fileNameFrom(suggested: string): string {
  const safe = basename(suggested.replace(/[/:\\]+/gu, '-')).replace(/^[.-]+/u, '');
  return safe === '' ? 'image.tar' : safe;
}
