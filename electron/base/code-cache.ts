import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

interface CompilingModule {
  readonly exports: unknown;
  require(id: string): unknown;
  _compile(content: string, filename: string): unknown;
}

const isRecording = (process.env['DARKROOM_RECORD_CODE'] ?? '') !== '';
const recordEveryMs = 200;
/** Scripts of this process by the file their code is to be kept in; only while recording. */
const recorded = new Map<string, Script>();

/**
 * Takes the compiled code of the program's chunks from `code/` beside the bundle, where bundling recorded
 * it (build/vite/record-code.mjs): compiling them takes longer than most commands do. V8 refuses code of
 * another version or of other sources, which are then compiled as ever.
 */
export function useCodeCache(bundleFolder: string): void {
  const prototype = Module.prototype as unknown as CompilingModule;
  const chunks = join(bundleFolder, 'chunks');
  const compile = prototype._compile;
  if (isRecording) {
    setInterval(recordCode, recordEveryMs).unref();
    process.on('exit', recordCode);
  }
  prototype._compile = function (content, filename) {
    if (dirname(filename) !== chunks) return compile.call(this, content, filename);
    const kept = join(bundleFolder, 'code', `${basename(filename)}.bin`);
    const cachedData = readKept(kept);
    if (cachedData === undefined && !isRecording) return compile.call(this, content, filename);
    const script = new Script(Module.wrap(content), {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (isRecording) recorded.set(kept, script);
    const load = script.runInThisContext() as (...given: ReadonlyArray<unknown>) => unknown;
    const require = (id: string): unknown => this.require(id);
    return load.call(this.exports, this.exports, require, this, filename, chunks);
  };
}

function readKept(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Keeps the code as it is now, with every function that was needed so far. */
function recordCode(): void {
  for (const [file, script] of recorded) {
    mkdirSync(dirname(file), { recursive: true });
    const part = `${file}.${Math.random().toString(36).slice(2)}`;
    writeFileSync(part, script.createCachedData());
    renameSync(part, file);
  }
}
