import { isWorkerThread, serveTasks } from './worker-pool';

// The same program is the helper, in its threads what works on many files, and what copies archives
// into and out of containers.
if (isWorkerThread()) {
  serveTasks();
} else if (process.argv[2] === 'archive') {
  void import('./archive/program').then(({ runArchive }) => runArchive(process.argv[3] ?? ''));
} else {
  void import('./main').then(({ runHelper }) => runHelper());
}
