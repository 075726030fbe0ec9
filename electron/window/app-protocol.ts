import { readFile } from 'node:fs/promises';

import { protocol } from 'electron';

import { contentSecurityPolicy, fileOfUrl, mimeTypeOf, windowScheme } from './renderer-files';

/** Before the app is ready. `codeCache`: the second start need not compile the scripts again. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: windowScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the window's files, and only those: a custom scheme has an origin, file: has not. */
export function serveWindowFiles(folder: string): void {
  protocol.handle(windowScheme, async (request) => {
    const file = request.method === 'GET' ? fileOfUrl(folder, request.url) : null;
    const type = file === null ? null : mimeTypeOf(file);
    if (file === null || type === null) return notFound();
    try {
      return new Response(await readFile(file), { headers: headersFor(type) });
    } catch {
      return notFound();
    }
  });
}

function headersFor(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': contentSecurityPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

function notFound(): Response {
  return new Response('Not found', {
    status: 404,
    headers: headersFor('text/plain; charset=utf-8'),
  });
}
