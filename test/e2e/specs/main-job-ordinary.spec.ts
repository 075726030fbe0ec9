import { describe, it } from 'vitest';

import { currentUser, ordinaryUser } from '../harness/ordinary-user';
import { describeMainJob } from './main-job';

/** The same once more without privileges, where the tests themselves have them. */
const user = currentUser().kind === 'root' ? await ordinaryUser() : null;
if (user === null) {
  describe('the main job as an ordinary user', () => {
    it.skip('needs root to become another user, and newuidmap');
  });
} else {
  await describeMainJob('the main job as an ordinary user', user);
}
