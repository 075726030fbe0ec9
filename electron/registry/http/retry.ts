import type { DarkroomError } from '../../../shared/errors';
import { cancelledError, onAbort, throwIfAborted } from '../../base/abort';

/** How often and how patiently failed requests are repeated. Times in milliseconds. */
export interface RetryRules {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const defaultRetry: RetryRules = { attempts: 6, firstDelayMs: 300, maxDelayMs: 30_000 };

/** A failure that may go away, with what the server said about when (milliseconds, or null). */
export class TransientError extends Error {
  constructor(
    readonly error: DarkroomError,
    readonly afterMs: number | null = null,
  ) {
    super(error.message, { cause: error });
  }
}

/** Runs `attempt` until it succeeds, fails for good, or has failed too often: then its own error. */
export async function withRetry<T>(
  rules: RetryRules,
  signal: AbortSignal,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number += 1) {
    throwIfAborted(signal);
    try {
      return await attempt(number);
    } catch (error) {
      if (signal.aborted) throw cancelledError();
      if (!(error instanceof TransientError)) throw error;
      if (number >= rules.attempts) throw error.error;
      await pause(delayOf(rules, number, error.afterMs), signal);
    }
  }
}

/** Doubles with each attempt, with a random part so that many clients do not return together. */
export function delayOf(rules: RetryRules, number: number, afterMs: number | null): number {
  const backOff = rules.firstDelayMs * 2 ** (number - 1) * (0.75 + Math.random() / 2);
  return Math.min(rules.maxDelayMs, Math.max(backOff, afterMs ?? 0));
}

/** RFC 9110 §10.2.3: seconds or a date; null when there is none or it cannot be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      aborting.dispose();
      resolve();
    }, delayMs);
    const aborting = onAbort(signal, () => {
      clearTimeout(timer);
      reject(cancelledError());
    });
  });
}
