import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DockerConfig } from './docker-config';
import { Keychain } from './keychain';
import { SecretFile } from './secret-file';

const { signal } = new AbortController();
const leon = { username: 'leon', password: 'a:b', identityToken: '' };
let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-config-'));
  path = join(folder, 'config.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('DockerConfig', () => {
  const read: ReadonlyArray<readonly [string, object, string, object | null]> = [
    ['nothing', {}, 'a.example', null],
    ['a pair', { 'a.example': { auth: base64('leon:a:b') } }, 'a.example', leon],
    ['an old key', { 'https://a.example/v1/': { auth: base64('leon:a:b') } }, 'a.example', leon],
    [
      'Docker Hub',
      { 'https://index.docker.io/v1/': { auth: base64('leon:a:b') } },
      'docker.io',
      leon,
    ],
    ['another port', { 'a.example:5000': { auth: base64('leon:a:b') } }, 'a.example', null],
    [
      'an identity token',
      { 'a.example': { auth: base64('leon:'), identitytoken: 't' } },
      'a.example',
      { username: 'leon', password: '', identityToken: 't' },
    ],
    ['fields', { 'a.example': { username: 'leon', password: 'a:b' } }, 'a.example', leon],
    ['an entry of a helper', { 'a.example': {} }, 'a.example', null],
  ];
  it.each(read)('reads %s', async (_name, auths, registry, expected) => {
    await writeFile(path, JSON.stringify({ auths }));
    expect(await new DockerConfig(path).get(registry, signal)).toEqual(expected);
  });

  it('writes for the owner only, in place of older forms of the key', async () => {
    const auths = {
      'https://a.example/v1/': { auth: base64('old:old') },
      'b.example': { auth: 'x' },
    };
    await writeFile(path, JSON.stringify({ auths, detachKeys: 'ctrl-q' }));
    await new DockerConfig(path).set('a.example', leon, signal);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      auths: { 'b.example': { auth: 'x' }, 'a.example': { auth: base64('leon:a:b') } },
      detachKeys: 'ctrl-q',
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('says when the file is broken, and when a helper is missing', async () => {
    await writeFile(path, '[');
    await expect(new DockerConfig(path).get('a.example', signal)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await writeFile(path, JSON.stringify({ credsStore: 'not-there' }));
    await expect(new DockerConfig(path).get('a.example', signal)).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER_FAILED',
    });
  });
});

describe('Keychain in the app', () => {
  it('keeps passwords encrypted, and leaves Docker’s file alone', async () => {
    const mask = (content: Buffer): Buffer => content.map((byte) => byte ^ 0x55) as Buffer;
    const box = {
      encrypt: (text: string) => mask(Buffer.from(text)),
      decrypt: (content: Buffer) => Buffer.from(mask(content)).toString(),
    };
    const file = join(folder, 'secrets.json');
    const keychain = new Keychain(new DockerConfig(path), new SecretFile(file, box));
    const keptIn = await keychain.set('a.example', leon, signal);
    expect(await keychain.get('a.example', signal)).toEqual(leon);
    expect(await readFile(file, 'utf8')).not.toContain('a:b');
    await expect(stat(path)).rejects.toThrow('ENOENT');
    expect(await keychain.list(signal)).toEqual([
      { registry: 'a.example', username: 'leon', keptIn },
    ]);
    expect(await keychain.erase('a.example', signal)).toBe(true);
    expect(await keychain.get('a.example', signal)).toBeNull();
  });
});
