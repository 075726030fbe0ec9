import { useEffect } from 'react';

import { attempt } from '../../state/actions';
import { dropTargetStore } from '../../state/container-copy';
import { dialogStore } from '../../state/dialogs';
import { pathForFile } from '../../state/bridge';
import { dropStore, identifyPaths, parsePastedPaths } from '../../state/drop';
import { useStore } from '../../state/store';
import { Lamp } from '../../ui/lamp';
import { useText } from '../../ui/text';
import { DropDialog } from './drop-dialog';
import styles from './drop.module.css';

/**
 * The whole window takes what is dragged or pasted. While something is over it the page dims under
 * a dashed frame; after the drop one dialog says what it is and does it.
 */
export function DropLayer() {
  const { t } = useText();
  const state = useStore(dropStore);
  const target = useStore(dropTargetStore);
  useDragAndPaste();
  if (state.kind === 'idle') return null;
  return (
    <div className={styles['veil']} data-testid="drop-frame">
      <div className={styles['frame']}>
        {state.kind === 'asking' ? (
          <DropDialog items={state.items} />
        ) : (
          <div className={styles['hint']} role="status">
            <Lamp size={44} working />
            <p className={styles['hintTitle']}>
              {state.kind === 'dragging' ? (target?.title ?? t('drop.title')) : t('drop.reading')}
            </p>
            {state.kind === 'dragging' ? (
              <p className={styles['hintText']}>
                {t(target === null ? 'drop.titleText' : 'containerFiles.dropText')}
              </p>
            ) : null}
          </div>
        )}
      </div>
    </div>
  );
}

function useDragAndPaste(): void {
  useEffect(() => {
    // Enter and leave fire for every element passed over: only the last leave is leaving.
    let depth = 0;
    const isBusy = (): boolean => ['reading', 'asking'].includes(dropStore.get().kind);
    const end = (): void => {
      depth = 0;
      if (dropStore.get().kind === 'dragging') dropStore.set({ kind: 'idle' });
    };
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      if (!isBusy()) dropStore.set({ kind: 'dragging' });
    };
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isBusy() ? 'none' : 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth -= 1;
      if (depth <= 0) end();
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      if (isBusy()) return;
      const paths = pathsIn(event.dataTransfer);
      const target = dropTargetStore.get();
      if (paths.length === 0 || target !== null) end();
      if (paths.length === 0) return;
      if (target === null) void identifyPaths(paths);
      else attempt(() => target.take(paths));
    };
    const paste = (event: ClipboardEvent): void => {
      if (isEditable(event.target) || isBusy() || dialogStore.get().kind !== 'none') return;
      const paths = pathsIn(event.clipboardData);
      if (paths.length === 0) return;
      event.preventDefault();
      void identifyPaths(paths);
    };
    const keydown = (event: KeyboardEvent): void => {
      const { kind } = dropStore.get();
      if (event.key === 'Escape' && (kind === 'reading' || kind === 'dragging')) {
        event.preventDefault();
        dropStore.set({ kind: 'idle' });
      }
    };
    document.addEventListener('keydown', keydown);
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('blur', end);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('keydown', keydown);
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('blur', end);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

function carriesFiles(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes('text/uri-list');
}

function pathsIn(data: DataTransfer | null): ReadonlyArray<string> {
  if (data === null) return [];
  const files = [...data.files].map(pathForFile).filter((path) => path !== '');
  if (files.length > 0) return files;
  return parsePastedPaths(data.getData('text/uri-list') || data.getData('text/plain'));
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, .xterm') !== null;
}
