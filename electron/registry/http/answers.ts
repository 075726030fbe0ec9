import { DarkroomError } from '../../../shared/errors';
import { discardBody, readBody, type HttpResponse } from './http-client';
import { retryAfterMs, TransientError } from './retry';

/** What was asked, for messages. */
export interface Asked {
  readonly registry: string;
  /** e.g. `Pull app:1`. */
  readonly what: string;
  readonly url: URL;
}

/** Turns an answer that is not a success into an error; TransientError when it may go away. */
export async function answerError(response: HttpResponse, asked: Asked): Promise<Error> {
  const status = response.statusCode ?? 0;
  const said = await registryMessage(response, asked.url);
  const data = { registry: asked.registry, status };
  const message = (text: string): string =>
    `${asked.what}: ${text}${said.text === '' ? '' : ` (${said.text})`}`;
  if (status === 401) {
    return new DarkroomError(
      'REGISTRY_UNAUTHORIZED',
      message(`${asked.registry} wants a login, or refused the one it got`),
      { data, hint: `Run “darkroom login ${asked.registry}”.` },
    );
  }
  if (status === 403) {
    return new DarkroomError('REGISTRY_UNAUTHORIZED', message(`${asked.registry} denied access`), {
      data,
      hint: `Check the name, and that the account of “darkroom login ${asked.registry}” may do this.`,
    });
  }
  if (status === 404) {
    return new DarkroomError('REGISTRY_NOT_FOUND', message(`${asked.registry} does not have it`), {
      data,
      hint: 'Check the name and the tag; a private image needs a login first.',
    });
  }
  const afterMs = retryAfterMs(response.headers['retry-after'], Date.now());
  if (status === 429) {
    const error = new DarkroomError(
      'REGISTRY_RATE_LIMITED',
      message(`${asked.registry} says there were too many requests`),
      { data, hint: 'Wait a while, or log in: accounts have higher limits.' },
    );
    return new TransientError(error, afterMs);
  }
  const error = new DarkroomError(
    'REGISTRY_REFUSED',
    message(`${asked.registry} answered ${status} ${response.statusMessage ?? ''}`.trimEnd()),
    { data },
  );
  return status >= 500 || status === 408 ? new TransientError(error, afterMs) : error;
}

interface Said {
  readonly codes: ReadonlyArray<string>;
  readonly text: string;
}

/** distribution-spec 1.1 "Error Codes": `{errors: [{code, message, detail}]}`. */
async function registryMessage(response: HttpResponse, url: URL): Promise<Said> {
  try {
    const type = response.headers['content-type'] ?? '';
    if (!type.includes('json')) {
      discardBody(response);
      return { codes: [], text: '' };
    }
    const body = JSON.parse((await readBody(response, url)).toString('utf8')) as {
      errors?: ReadonlyArray<{ code?: unknown; message?: unknown }>;
    };
    const errors = Array.isArray(body.errors) ? body.errors : [];
    return {
      codes: errors.map(({ code }) => String(code)),
      text: errors
        .map(({ code, message }) => String(message ?? code ?? ''))
        .filter((text) => text !== '')
        .join('; ')
        .slice(0, 300),
    };
  } catch {
    return { codes: [], text: '' };
  }
}
