import { spawn } from 'node:child_process';
import { DarkroomError } from '../../../shared/errors';
import { findTool, toolMissing } from '../tools';
import type { ProcessTable } from '../step';
import { processesOf } from './processes';

/**
 * The host's ps(1), of the processes of one pid namespace. Like Docker, whose options these are: the
 * output must have a PID column. INVALID_ARGUMENT with what ps says.
 */
export async function listProcesses(
  init: number,
  options: ReadonlyArray<string>,
): Promise<ProcessTable> {
  const ps = findTool('ps');
  if (ps === null) throw toolMissing('ps', 'procps');
  const { text, complaint, code } = await output(ps, options.length === 0 ? ['-ef'] : options);
  if (code !== 0) {
    throw new DarkroomError('INVALID_ARGUMENT', `ps: ${complaint.trim().split('\n')[0] ?? code}`);
  }
  return parseProcessTable(text, new Set(processesOf(init)));
}

/** Keeps the header and the rows of these processes; the last column may hold blanks. */
export function parseProcessTable(text: string, pids: ReadonlySet<number>): ProcessTable {
  const [header = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const titles = header.trim().split(/\s+/);
  const pidColumn = titles.indexOf('PID');
  if (pidColumn === -1) {
    throw new DarkroomError('INVALID_ARGUMENT', "Couldn't find PID field in ps output");
  }
  const processes = lines
    .map((line) => cells(line.trim(), titles.length))
    .filter((row) => pids.has(Number(row[pidColumn])));
  return { titles, processes };
}

function cells(line: string, count: number): string[] {
  const words = line.split(/\s+/);
  return [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}

function output(
  command: string,
  args: ReadonlyArray<string>,
): Promise<{ readonly text: string; readonly complaint: string; readonly code: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { text: '', complaint: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (texts.text += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (texts.complaint += part));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...texts, code: code ?? 255 }));
  });
}
