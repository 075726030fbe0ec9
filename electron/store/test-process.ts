import { openStore } from './open-store';
import type { Store } from './store';
import { fileEntry, imageConfig, putLayer } from './test-store';

/**
 * What the processes of the multi-process tests do: `add ROOT NAME COUNT` adds images (without an
 * end for COUNT 0), `collect ROOT` collects garbage until standard input ends.
 */
async function main(task: string, root: string, name: string, count: number): Promise<void> {
  const store = await openStore(root);
  process.stdout.write('ready\n');
  if (task === 'add') await addImages(store, name, count);
  else await collectUntilClosed(store);
  store.dispose();
}

async function addImages(store: Store, name: string, count: number): Promise<void> {
  for (let index = 0; count === 0 || index < count; index += 1) {
    const entries = Array.from({ length: 300 }, (_, file) =>
      fileEntry(`${name}-${index}/file-${file}`),
    );
    const diffId = await putLayer(store, entries, Buffer.from(`${name} ${index}`));
    const config = imageConfig([diffId], { author: `${name} ${index}` });
    const image = { config, origin: 'import', originDetail: '' } as const;
    // The name without a number moves along, so that images keep losing it.
    await store.images.add(image, index % 2 === 0 ? [name, `${name}:${index}`] : [name]);
  }
}

async function collectUntilClosed(store: Store): Promise<void> {
  let isOpen = true;
  process.stdin.on('end', () => (isOpen = false)).resume();
  while (isOpen) {
    await store.collectGarbage(new AbortController().signal);
    await new Promise(setImmediate);
  }
}

const [task = '', root = '', name = '', count = '0'] = process.argv.slice(2);
void main(task, root, name, Number(count));
