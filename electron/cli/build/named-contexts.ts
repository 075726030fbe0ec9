import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NamedContext } from '../../../shared/model/build';
import { UsageError } from '../command';

/**
 * `--build-context NAME=…`: a folder, a tar file, a git or http(s) URL, `docker-image://NAME` or
 * `oci-layout://FOLDER[:TAG|@DIGEST]`. @throws UsageError.
 */
export async function namedContexts(
  texts: ReadonlyArray<string>,
): Promise<Readonly<Record<string, NamedContext>>> {
  const pairs = texts.map(async (text) => {
    const equals = text.indexOf('=');
    if (equals < 1 || equals === text.length - 1) {
      throw new UsageError(`invalid context value: ${text}, expected key=value`);
    }
    return [text.slice(0, equals), await namedContext(text.slice(equals + 1))] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

async function namedContext(value: string): Promise<NamedContext> {
  const [, scheme, rest = ''] = /^(docker-image|oci-layout):\/\/(.*)$/.exec(value) ?? [];
  if (scheme === 'docker-image') return { kind: 'image', reference: rest };
  if (scheme === 'oci-layout') return layout(rest);
  if (/^(target|input|local):/.test(value)) {
    throw new UsageError(`the build context ${value} is not supported: name a folder`);
  }
  const path = resolve(value);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return { kind: 'folder', path };
  if (found?.isFile() === true) return { kind: 'source', source: path };
  if (/^(https?|git|ssh):\/\/|^[\w.-]+@[\w.-]+:|^github\.com\//.test(value)) {
    return { kind: 'source', source: value };
  }
  throw new UsageError(`failed to stat build context ${path}: no such file or directory`);
}

function layout(text: string): NamedContext {
  const at = text.indexOf('@');
  if (at !== -1) {
    return {
      kind: 'layout',
      path: resolve(text.slice(0, at)),
      tag: '',
      digest: text.slice(at + 1),
    };
  }
  const colon = text.lastIndexOf(':');
  const hasTag = colon > text.lastIndexOf('/');
  const path = resolve(hasTag ? text.slice(0, colon) : text);
  return { kind: 'layout', path, tag: hasTag ? text.slice(colon + 1) : 'latest', digest: '' };
}
