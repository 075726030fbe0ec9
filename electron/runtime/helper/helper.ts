import { isWorkerThread, serveTasks } from './worker-pool';

// The same program is the helper and, in its threads, what works on many files.
if (isWorkerThread()) {
  serveTasks();
} else {
  void import('./main').then(({ runHelper }) => runHelper());
}
