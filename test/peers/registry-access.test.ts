import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quietWork } from '../../electron/engine/embedded/import/import-kit';
import type { RegistryRules } from '../../shared/model/registry';
import { Darkroom } from '../helpers/command-line';
import { hasRegistry, registryUser, startRegistry, type TestRegistry } from '../helpers/registry';
import { startTokenServer, type TokenServer } from '../helpers/token-server';
import { openTransferKit } from '../helpers/transfer-kit';

const signal = new AbortController().signal;
const access = { signal };

describe.skipIf(!(await hasRegistry()))('access to registries', () => {
  const open: { stop?(): Promise<void>; dispose?(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await (one.stop?.() ?? one.dispose?.());
  });
  const opened = async <T extends { stop?(): Promise<void>; dispose?(): Promise<void> }>(
    opening: Promise<T>,
  ): Promise<T> => {
    const one = await opening;
    open.push(one);
    return one;
  };

  it('with a password: refused without, with a wrong one, taken with the right one', async () => {
    const registry = await opened(startRegistry({ password: true }));
    const kit = await opened(openTransferKit());
    await kit.image(`${registry.host}/a:1`, randomBytes(100));
    const push = () => kit.transfers.push(`${registry.host}/a:1`, {}, quietWork());
    await expect(push()).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    const wrong = { ...registryUser, password: 'no' };
    await expect(kit.registries.login(registry.host, wrong, access)).rejects.toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
    const info = await kit.registries.login(registry.host, registryUser, access);
    expect(info).toMatchObject({ registry: registry.host, username: registryUser.username });
    expect(await push()).toMatchObject({ name: `${registry.host}/a:1` });
    expect(await kit.registries.logins(signal)).toEqual([info]);
    expect(await kit.registries.logout(registry.host, signal)).toBe(true);
    await expect(push()).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    expect(await kit.registries.logout(registry.host, signal)).toBe(false);
  });

  it('with tokens: anonymous, by password, and by identity token', async () => {
    const tokens: TokenServer = await opened(startTokenServer());
    const registry = await opened(
      startRegistry({ tokenRealm: tokens.realm, tokenCertificate: tokens.certificate }),
    );
    const kit = await opened(openTransferKit());
    const name = `${registry.host}/a:1`;
    const id = await kit.image(name, randomBytes(100));
    const push = () => kit.transfers.push(name, {}, quietWork());
    await expect(push()).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    await kit.registries.login(registry.host, registryUser, access);
    await push();
    const kinds = (): string[] => tokens.requests.splice(0).map(({ kind }) => kind);
    expect(kinds()).toEqual(expect.arrayContaining(['anonymous', 'password', 'refresh']));
    await kit.registries.logout(registry.host, signal);
    await kit.store.images.remove(id);
    await kit.transfers.pull(name, {}, quietWork());
    expect(new Set(kinds())).toEqual(new Set(['anonymous']));
  });

  it('with TLS: only with its authority, or told to take anything', async () => {
    const { host, caFile } = await opened(startRegistry({ tls: true }));
    const kitWith = (rules: RegistryRules) => opened(openTransferKit({ rules: { [host]: rules } }));
    const trusting = await kitWith({ insecure: false, caFile });
    await trusting.image(`${host}/a:1`, randomBytes(100));
    await trusting.transfers.push(`${host}/a:1`, {}, quietWork());
    const failures: ReadonlyArray<RegistryRules> = [
      { insecure: false },
      { insecure: false, caFile: '/nowhere/ca.pem' },
    ];
    for (const rules of failures) {
      const { transfers } = await kitWith(rules);
      await expect(transfers.pull(`${host}/a:1`, {}, quietWork())).rejects.toMatchObject({
        code: rules.caFile === undefined ? 'REGISTRY_CERTIFICATE' : 'CERTIFICATE_UNUSABLE',
      });
      await transfers
        .pull(`${host}/a:1`, { insecure: true }, quietWork())
        .catch((error: unknown) => {
          // A file that cannot be read is a fault in any case.
          if (rules.caFile === undefined) throw error;
        });
    }
  });

  it('without TLS: only where plain HTTP is allowed', async () => {
    const { host } = await opened(startRegistry());
    const strict = await opened(openTransferKit({ rules: { [host]: { insecure: false } } }));
    const asked = () => strict.registries.tags(`${host}/a`, 10, access);
    await expect(asked()).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    const allowed = strict.registries.tags(`${host}/a`, 10, { ...access, insecure: true });
    await expect(allowed).rejects.toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
  });

  it('with mirrors: they are asked first, and passed over when they fail', async () => {
    const registry: TestRegistry = await opened(startRegistry());
    const mirror: TestRegistry = await opened(startRegistry());
    const filler = await opened(openTransferKit());
    const content = randomBytes(5000);
    const id = await filler.image('a:1', content);
    await filler.transfers.push('a:1', { target: `${registry.host}/a:1` }, quietWork());
    await filler.transfers.push('a:1', { target: `${mirror.host}/only-there:1` }, quietWork());
    const mirrors = ['127.0.0.1:1', `http://${mirror.host}`];
    const kit = await opened(openTransferKit({ rules: { [registry.host]: { mirrors } } }));
    const pulled = await kit.transfers.pull(`${registry.host}/a:1`, {}, quietWork());
    expect(pulled.imageId).toBe(id);
    // The registry itself does not have this one.
    const there = await kit.transfers.pull(`${registry.host}/only-there:1`, {}, quietWork());
    expect(there).toMatchObject({ imageId: id, name: `${registry.host}/only-there:1` });
  });
});

describe.skipIf(!(await hasRegistry()))('login on the command line', () => {
  let folder = '';
  let registry: TestRegistry;
  let darkroom: Darkroom;
  const env = () => ({
    DOCKER_CONFIG: join(folder, 'docker'),
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-login-'));
    registry = await startRegistry({ password: true });
    darkroom = new Darkroom(join(folder, 'store'));
    // A helper as docker-credential-helpers describes them, with a file for a key ring.
    const helper = join(folder, 'docker-credential-test');
    await writeFile(
      helper,
      `#!/bin/sh
kept="${folder}/kept"
case "$1" in
store) cat > "$kept" ;;
get) read -r server; grep -q "\\"$server\\"" "$kept" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; }; cat "$kept" ;;
erase) rm -f "$kept" ;;
list) echo '{}' ;;
esac
`,
    );
    await chmod(helper, 0o755);
  });
  afterAll(async () => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const login = () =>
    darkroom.run(['login', '-u', registryUser.username, '--password-stdin', registry.host], {
      env: env(),
      input: `${registryUser.password}\n`,
    });
  const config = async () =>
    JSON.parse(await readFile(join(folder, 'docker', 'config.json'), 'utf8')) as Record<
      string,
      unknown
    >;

  it('writes Docker’s config.json, and leaves the rest of it as it is', async () => {
    expect(await login()).toMatchObject({ exitCode: 0, stdout: 'Login Succeeded\n' });
    const { username, password } = registryUser;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    expect(await config()).toEqual({ auths: { [registry.host]: { auth } } });
    await darkroom.ok(['logout', registry.host], { env: env() });
    expect(await config()).toEqual({ auths: {} });
  });

  it('gives the password to a credential helper, and gets it from there', async () => {
    const given = { psFormat: 'x', credHelpers: { [registry.host]: 'test' } };
    await writeFile(join(folder, 'docker', 'config.json'), JSON.stringify(given));
    expect((await login()).exitCode).toBe(0);
    expect(await config()).toEqual({ ...given, auths: { [registry.host]: {} } });
    const { username, password } = registryUser;
    expect(JSON.parse(await readFile(join(folder, 'kept'), 'utf8'))).toEqual({
      ServerURL: registry.host,
      Username: username,
      Secret: password,
    });
    const { exitCode, stderr } = await darkroom.run(['search', `${registry.host}/none`], {
      env: env(),
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain('REGISTRY_NOT_FOUND');
    await darkroom.ok(['logout', registry.host], { env: env() });
    await expect(readFile(join(folder, 'kept'))).rejects.toThrow('ENOENT');
  });
});
