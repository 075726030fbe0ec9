import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const settleMs = 500;

/**
 * Runs a shell command to its end.
 * @returns {Promise<{ms: number, code: number, output: string, peakKiB: number}>} wall time in
 *   milliseconds, exit code, standard output, and the peak resident memory of the process itself.
 */
export function run(command, options = {}) {
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    // exec: the measured process is the command, not a shell around it.
    const child = spawn('/bin/sh', ['-c', options.exec === true ? `exec ${command}` : command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    let output = '';
    let errors = '';
    let peakKiB = 0;
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (errors += data));
    // VmHWM only grows, so the last sample before the end is the peak.
    const sampler = options.memory === true ? setInterval(sample, 5) : null;
    function sample() {
      try {
        const match = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
        peakKiB = Math.max(peakKiB, Number(match?.[1] ?? 0));
      } catch {
        // The process has just ended.
      }
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = Number(process.hrtime.bigint() - begun) / 1e6;
      if (sampler !== null) clearInterval(sampler);
      if (code !== 0 && options.mayFail !== true) {
        reject(new Error(`${command}: exit code ${code}\n${errors}`));
      } else resolve({ ms, code: code ?? -1, output, peakKiB });
    });
  });
}

/**
 * Measures several ways to do one thing in turn (A B C A B C …), so that a drift of the machine's speed
 * hits all alike. A contender is `{ command, prepare?, after? }`; only `command` is timed. Where it is a
 * function it gets the number of the round, warm-ups first, and answers a shell command or has measured
 * itself and answers `{ ms }`.
 * @returns {Promise<Record<string, {median: number, min: number, max: number, runs: number}>>} milliseconds
 */
export async function compare(contenders, runs = 5, warmUps = 1) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -warmUps; round < runs; round += 1) {
    for (const [name, contender] of Object.entries(contenders)) {
      if (contender.prepare !== undefined) await contender.prepare();
      await run('sync');
      // What a contender does after its answer (cleaning up, getting ready) is not to be the next one's time.
      await delay(settleMs);
      const { ms } = await timed(contender, round + warmUps);
      if (contender.after !== undefined) await contender.after();
      if (round >= 0) times[name].push(ms);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, summary(values)]));
}

async function timed(contender, round) {
  const { command } = contender;
  const given = typeof command === 'function' ? await command(round) : command;
  return typeof given === 'string' ? run(given, contender) : given;
}

export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1], runs: sorted.length };
}

/** The fastest of the named contenders that took part. */
export function fastest(results, names) {
  const there = names.filter((name) => results[name] !== undefined);
  return there.sort((a, b) => results[a].median - results[b].median)[0];
}
