import type { Page } from 'playwright-core';

import type { ReplyOf, RequestChannel, RequestOf } from '../../../shared/ipc/contract';
import type { ErrorCode } from '../../../shared/errors';
import type {} from '../../../renderer/bridge';

/** Calls main as the page does. Fails with the error's code and message. */
export async function ask<C extends RequestChannel>(
  page: Page,
  channel: C,
  request: RequestOf<C>,
): Promise<ReplyOf<C>> {
  const answer = await askFor(page, channel, request);
  if (answer.ok) return answer.value;
  throw new Error(`${channel}: ${answer.error.code}: ${answer.error.message}`);
}

/** The code of the refusal, or null when it was answered. */
export async function refusalOf<C extends RequestChannel>(
  page: Page,
  channel: C,
  request: RequestOf<C>,
): Promise<ErrorCode | null> {
  const answer = await askFor(page, channel, request);
  return answer.ok ? null : answer.error.code;
}

async function askFor<C extends RequestChannel>(page: Page, channel: C, request: RequestOf<C>) {
  const call = [channel, request] as const;
  const answer = await page.evaluate(
    ([name, what]) => window.darkroom.call(name as never, what as never),
    call as unknown as readonly [string, never],
  );
  return answer as
    | { readonly ok: true; readonly value: ReplyOf<C> }
    | {
        readonly ok: false;
        readonly error: { readonly code: ErrorCode; readonly message: string };
      };
}
