import { spawn, type ChildProcess } from 'node:child_process';

/** An X server for windows under test. */
export interface Display {
  readonly name: string;
  close(): void;
}

/** A display of its own for every suite: two windows with one focus would disturb each other. */
export async function openDisplay(): Promise<Display> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp', '-noreset', '-ac'],
    { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
  );
  const number = await displayNumber(server);
  return { name: `:${number}`, close: () => void server.kill() };
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3]?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
  });
}
