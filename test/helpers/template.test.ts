import { describe, expect, it } from 'vitest';

import { runOk } from './run';
import { debianTemplate, templateObstacle } from './template';

const obstacle = await templateObstacle();

describe.skipIf(obstacle !== null)(
  `the debootstrap template${obstacle === null ? '' : `: ${obstacle}`}`,
  () => {
    it('is a root file system, plain and compressed alike', { timeout: 900_000 }, async () => {
      const template = await debianTemplate();
      const list = (await runOk('tar', ['-tf', template.tar])).split('\n');
      expect(list).toEqual(
        expect.arrayContaining(['./etc/os-release', './usr/bin/bash', './etc/passwd']),
      );
      const compressed = await runOk('tar', ['-tzf', template.gzip]);
      expect(compressed.split('\n')).toEqual(list);
    });
  },
);
