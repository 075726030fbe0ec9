import type { ImageSummary } from '../../shared/model/image';
import type { LayerSummary } from '../../shared/model/layer';

const importedFrom = /^Imported from /;

/** Layers as people read them: what docker's import says of its layer names no file, so the file is named. */
export function readableLayers(image: ImageSummary): ReadonlyArray<LayerSummary> {
  return image.layers.map((layer) => {
    const fromPipe = importedFrom.test(layer.command) || layer.command === '';
    if (image.origin !== 'import' || !fromPipe || image.originDetail === '') return layer;
    return { ...layer, command: `import ${image.originDetail}` };
  });
}

/** The message of a layer's history entry, unless a tool wrote it. */
export function ownMessage(comment: string | undefined): string {
  if (comment === undefined || importedFrom.test(comment) || comment.startsWith('buildkit.')) {
    return '';
  }
  return comment;
}
