import { currentUser } from '../harness/ordinary-user';
import { describeMainJob } from './main-job';

const user = currentUser();
await describeMainJob(
  `the main job as ${user.kind === 'root' ? 'root' : 'an ordinary user'}`,
  user,
);
