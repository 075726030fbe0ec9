import { workerData } from 'node:worker_threads';
import { useCodeCache } from '../../base/code-cache';
import { workerMark } from './worker-protocol';

useCodeCache(__dirname);

// The same program is the helper, in its threads what works on many files, and what copies archives
// into and out of containers.
if (workerData === workerMark) {
  void import('./worker-tasks').then(({ serveTasks }) => serveTasks());
} else if (process.argv[2] === 'archive') {
  void import('./archive/program').then(({ runArchive }) => runArchive(process.argv[3] ?? ''));
} else {
  void import('./main').then(({ runHelper }) => runHelper());
}
