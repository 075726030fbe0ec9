import type { DiskUsage, ImageSummary } from '../../shared/model/image';
import { shortDigest } from '../../shared/text/format';
import { call } from './bridge';
import { createRefresh, loading, type Loadable } from './loadable';
import { createStore } from './store';

export const imagesStore = createStore<Loadable<ReadonlyArray<ImageSummary>>>(loading);
export const usageStore = createStore<Loadable<DiskUsage>>(loading);

/** Images that were deleted in the last seconds and can still be brought back. */
export const hiddenImagesStore = createStore<ReadonlySet<string>>(new Set());

const refreshUsage = createRefresh(usageStore, () => call('images.usage', null));
const refreshList = createRefresh(imagesStore, () => call('images.list', null));

export async function refreshImages(): Promise<void> {
  await Promise.all([refreshList(), refreshUsage()]);
}

export { refreshUsage };

/** What people call an image: its first name, or its short id. */
export function imageName(image: ImageSummary): string {
  return image.names[0] ?? shortDigest(image.id);
}

/** What the engine calls it: an id would be ambiguous to nobody. */
export function imageKey(image: ImageSummary): string {
  return image.id;
}

export function totalSize(images: ReadonlyArray<ImageSummary>): number {
  const layers = new Map<string, number>();
  for (const image of images) {
    for (const layer of image.layers) layers.set(layer.diffId, layer.sizeBytes);
  }
  return [...layers.values()].reduce((sum, size) => sum + size, 0);
}

/** Newest first; of the same moment, by name. */
export function sortImages(images: ReadonlyArray<ImageSummary>): ReadonlyArray<ImageSummary> {
  return [...images].sort(
    (a, b) =>
      Date.parse(b.createdAt) - Date.parse(a.createdAt) || imageName(a).localeCompare(imageName(b)),
  );
}

export function searchImages(
  images: ReadonlyArray<ImageSummary>,
  query: string,
): ReadonlyArray<ImageSummary> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return images;
  return images.filter((image) => {
    const text = [...image.names, image.id, image.originDetail, image.architecture]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function hideImage(id: string): void {
  hiddenImagesStore.update((hidden) => new Set([...hidden, id]));
}

export function unhideImage(id: string): void {
  hiddenImagesStore.update((hidden) => new Set([...hidden].filter((other) => other !== id)));
}
