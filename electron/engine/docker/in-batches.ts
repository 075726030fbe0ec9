/** So many requests at once do not keep an engine from its other work. */
const atOnce = 16;

/** Like Promise.all over a map, a few at a time; order kept. */
export async function inBatches<Item, Result>(
  items: ReadonlyArray<Item>,
  ask: (item: Item, index: number) => Promise<Result>,
): Promise<ReadonlyArray<Result>> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    const batch = items.slice(start, start + atOnce);
    results.push(...(await Promise.all(batch.map((item, index) => ask(item, start + index)))));
  }
  return results;
}
