/** What moves archives in and out of the store: loaded when first used. */
export { identify } from './identify';
export { importImage } from './import-image';
export { loadArchive } from './load-archive';
export { saveArchive } from './save-archive';
