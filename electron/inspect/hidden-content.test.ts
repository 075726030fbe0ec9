import { describe, expect, it } from 'vitest';
import { HiddenContent } from './hidden-content';

describe('HiddenContent', () => {
  it('names the folder that holds nearly all that one layer hides of another', () => {
    const hidden = new HiddenContent();
    hidden.add('var/lib/apt/lists/a', 600, 1, 2);
    hidden.add('var/lib/apt/lists/b', 500, 1, 2);
    hidden.add('etc/motd', 10, 1, 2);
    hidden.add('opt/tool', 90, 0, 2);
    hidden.add('srv/empty', 0, 0, 2);
    hidden.add('srv/twice', 5, 2, 2);
    expect(hidden.summary()).toEqual({
      sizeBytes: 1200,
      fileCount: 4,
      items: [
        { path: 'var/lib/apt/lists', sizeBytes: 1110, fileCount: 3, layerIndex: 1, hiddenBy: 2 },
        { path: 'opt/tool', sizeBytes: 90, fileCount: 1, layerIndex: 0, hiddenBy: 2 },
      ],
    });
  });

  it('is empty where nothing is hidden', () => {
    expect(new HiddenContent().summary()).toEqual({ sizeBytes: 0, fileCount: 0, items: [] });
  });
});
