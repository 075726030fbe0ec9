import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { decompressionError, type CompressedSource } from './decompress';

type Tool = ChildProcessByStdio<Writable, Readable, Readable>;

/** Most of what a tool says on its error output that is kept, in characters. */
const messageChars = 2000;

/** Starts a decompression tool on the source; null when it is not installed. */
export async function runTool(
  command: ReadonlyArray<string>,
  source: CompressedSource,
): Promise<AsyncIterable<Uint8Array> | null> {
  const [name = '', ...args] = command;
  const tool = spawn(name, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const started = await new Promise<boolean>((resolve) => {
    tool.once('spawn', () => resolve(true));
    tool.once('error', () => resolve(false));
  });
  return started ? read(name, tool, source) : null;
}

async function* read(
  name: string,
  tool: Tool,
  source: CompressedSource,
): AsyncIterable<Uint8Array> {
  let complaint = '';
  tool.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, messageChars);
  });
  const closed = once(tool, 'close') as Promise<[number | null]>;
  closed.catch(() => undefined);
  let sourceError: unknown;
  const feeding = feed(tool, source).catch((error: unknown) => {
    sourceError = error;
    tool.kill();
  });
  try {
    for await (const chunk of tool.stdout) yield chunk as Buffer;
    const [code] = await closed;
    await feeding;
    if (sourceError !== undefined) throw sourceError;
    if (code !== 0) throw decompressionError(name, complaint, source.offset());
  } finally {
    tool.kill();
  }
}

/** Writes the source to the tool. A tool that stops reading says why by its exit code. */
async function feed(tool: Tool, source: CompressedSource): Promise<void> {
  const { stdin } = tool;
  let open = true;
  let wake = (): void => undefined;
  const stop = (): void => {
    open = false;
    wake();
  };
  stdin
    .on('error', stop)
    .on('close', stop)
    .on('drain', () => wake());
  for await (const chunk of source.chunks) {
    if (!open) return;
    if (stdin.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (!open || !stdin.writableNeedDrain) resolve();
    });
  }
  if (open) stdin.end();
}
