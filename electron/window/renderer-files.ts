import { extname, join, normalize, sep } from 'node:path';

export const windowScheme = 'app';
export const windowOrigin = 'app://darkroom';
export const windowUrl = `${windowOrigin}/index.html`;

/**
 * Nothing but our own files runs or is shown: no inline script or style, no other host, and no text
 * that becomes markup or script (trusted types without a policy to make any).
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const mimeTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** The MIME type of a file of ours; null for one that the bundle never holds. */
export function mimeTypeOf(path: string): string | null {
  return mimeTypes[extname(path).toLowerCase()] ?? null;
}

/**
 * The file below `folder` that a URL names; null when the URL is not ours, leads outside or is
 * malformed. Percent-escapes are decoded once, after which the path must stay inside the folder.
 */
export function fileOfUrl(folder: string, url: string): string | null {
  const parsed = parse(url);
  if (parsed === null || parsed.protocol !== `${windowScheme}:` || parsed.host !== 'darkroom')
    return null;
  const path = decode(parsed.pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(folder + sep) ? file : null;
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
