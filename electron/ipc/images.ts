import type { HandlersOf, ServicesSource } from './handlers';
import { asText } from './text-content';

const previewBytes = 256 * 1024;

export function imageHandlers(services: ServicesSource): HandlersOf<'images'> {
  const images = async () => (await services()).engine.images;
  return {
    'images.list': async () => (await images()).list(),
    'images.inspect': async ({ name }) => (await images()).inspect(name),
    'images.history': async ({ name }) => (await images()).history(name),
    'images.tree': async ({ name, layer, path }) => (await images()).tree(name, layer, path),
    'images.readFile': async ({ name, path }) =>
      asText(await (await images()).readFile(name, path, previewBytes + 1), previewBytes),
    'images.waste': async ({ name }) => (await images()).waste(name),
    'images.compare': async ({ before, after }, { signal }) =>
      (await images()).compare(before, after, signal),
    'images.compareFile': async ({ before, after, path }, { signal }) =>
      (await images()).compareFile(before, after, path, signal),
    'images.tag': async ({ source, target }) => {
      await (await images()).tag(source, target);
      return null;
    },
    'images.remove': async ({ name, force }) => {
      await (await images()).remove(name, { force });
      return null;
    },
    'images.usage': async () => (await images()).usage(),
  };
}
