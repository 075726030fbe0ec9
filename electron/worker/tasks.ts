import type { CompressInput, CompressOutput } from './tasks/compress-layer';
import type { DigestFilesInput } from './tasks/digest-files';
import type { IndexInput, IndexOutput } from './tasks/index-layer';
import type { IngestInput, IngestOutput, IngestProgress } from './tasks/ingest';
import type { ReadArchiveInput, ReadArchive } from './tasks/read-archive';
import type { ReadDifferenceInput, ReadDifferenceOutput } from './tasks/read-difference';
import type { ReportContextInput, ReportContextOutput, WalkedReport } from './tasks/report-context';
import type { WalkContextInput, WalkedContext } from './tasks/walk-context';
import type { WriteFilesInput, WriteFilesOutput } from '../oci/layer/write-files';
import type { WriteFolderInput, WriteFolderOutput } from './tasks/write-folder';
import type { ListInput, ListOutput } from './tasks/list-archive';
import type { TextDiffInput } from './tasks/text-diff';
import type { SecretFinding } from '../../shared/model/secret';
import type { SecretLinesInput } from './tasks/secret-lines';
import type { StageArchiveInput, StageArchiveProgress } from './tasks/stage-archive';
import type { TaskContext } from './protocol';

/** Every task a worker thread knows: what goes in, what it reports, what comes out. */
interface Tasks {
  'compress-layer': { input: CompressInput; progress: never; output: CompressOutput };
  'digest-files': { input: DigestFilesInput; progress: never; output: ReadonlyArray<string> };
  ingest: { input: IngestInput; progress: IngestProgress; output: IngestOutput };
  'index-layer': { input: IndexInput; progress: never; output: IndexOutput };
  'list-archive': { input: ListInput; progress: never; output: ListOutput };
  'secret-lines': {
    input: SecretLinesInput;
    progress: never;
    output: ReadonlyArray<SecretFinding>;
  };
  'stage-archive': { input: StageArchiveInput; progress: StageArchiveProgress; output: void };
  'read-archive': { input: ReadArchiveInput; progress: never; output: ReadArchive | null };
  'read-difference': { input: ReadDifferenceInput; progress: never; output: ReadDifferenceOutput };
  'report-context': {
    input: ReportContextInput;
    progress: WalkedReport;
    output: ReportContextOutput;
  };
  'text-diff': { input: TextDiffInput; progress: never; output: string | null };
  'walk-context': { input: WalkContextInput; progress: never; output: WalkedContext };
  'write-folder': { input: WriteFolderInput; progress: never; output: WriteFolderOutput };
  'write-layer': { input: WriteFilesInput; progress: never; output: WriteFilesOutput };
}

export type TaskName = keyof Tasks;
export type TaskInput<K extends TaskName> = Tasks[K]['input'];
export type TaskProgress<K extends TaskName> = Tasks[K]['progress'];
export type TaskOutput<K extends TaskName> = Tasks[K]['output'];

type Task<K extends TaskName> = (
  input: TaskInput<K>,
  context: TaskContext,
) => Promise<TaskOutput<K>> | TaskOutput<K>;

const loaders: { readonly [K in TaskName]: () => Promise<Task<K>> } = {
  'compress-layer': async () => (await import('./tasks/compress-layer')).compressLayer,
  'digest-files': async () => (await import('./tasks/digest-files')).digestFiles,
  ingest: async () => (await import('./tasks/ingest')).ingest,
  'index-layer': async () => (await import('./tasks/index-layer')).indexLayer,
  'read-archive': async () => (await import('./tasks/read-archive')).readArchive,
  'read-difference': async () => (await import('./tasks/read-difference')).readDifference,
  'list-archive': async () => (await import('./tasks/list-archive')).listArchive,
  'secret-lines': async () => (await import('./tasks/secret-lines')).secretLines,
  'stage-archive': async () => (await import('./tasks/stage-archive')).stageArchive,
  'report-context': async () => (await import('./tasks/report-context')).reportContextTask,
  'text-diff': async () => (await import('./tasks/text-diff')).textDiff,
  'walk-context': async () => (await import('./tasks/walk-context')).walkContext,
  'write-folder': async () => (await import('./tasks/write-folder')).writeFolder,
  'write-layer': async () => (await import('./tasks/write-layer')).writeLayer,
};

/** Loads a task's code, which a thread does only for what it runs. */
export function loadTask<K extends TaskName>(name: K): Promise<Task<K>> {
  return loaders[name]();
}
