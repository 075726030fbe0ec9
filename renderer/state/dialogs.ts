import type { ContainerSummary } from '../../shared/model/container';
import type { ImageSummary } from '../../shared/model/image';
import { createStore } from './store';

/** The one dialog that is open over the window. */
export type OpenDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'run'; readonly imageName: string | null }
  | { readonly kind: 'rename'; readonly container: ContainerSummary }
  | { readonly kind: 'tag'; readonly image: ImageSummary }
  | { readonly kind: 'pull' }
  /** Null for one that nothing is set about yet. */
  | { readonly kind: 'registry'; readonly registry: string | null }
  | { readonly kind: 'push'; readonly image: ImageSummary }
  | { readonly kind: 'platforms'; readonly image: ImageSummary }
  | { readonly kind: 'save'; readonly image: ImageSummary };

export const dialogStore = createStore<OpenDialog>({ kind: 'none' });

export function openDialog(dialog: OpenDialog): void {
  dialogStore.set(dialog);
}

export function closeDialog(): void {
  dialogStore.set({ kind: 'none' });
}
