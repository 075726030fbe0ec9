import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryRules } from '../../shared/model/registry';
import { Darkroom } from '../helpers/command-line';
import { expiredCertificate } from '../helpers/expired-certificate';
import { hasRegistry, registryUser, startRegistry, type TestRegistry } from '../helpers/registry';
import { openTransferKit, type TransferKit } from '../helpers/transfer-kit';

const signal = new AbortController().signal;

describe.skipIf(!(await hasRegistry()))('a registry is tried with rules that are not kept', () => {
  let folder = '';
  let secure: TestRegistry;
  let plain: TestRegistry;
  let closed: TestRegistry;
  let website: Server;
  let kit: TransferKit;
  const expired = (): string => join(folder, 'expired.pem');
  const websiteHost = (): string => `127.0.0.1:${(website.address() as AddressInfo).port}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-trials-'));
    [secure, plain, closed] = await Promise.all([
      startRegistry({ tls: true }),
      startRegistry(),
      startRegistry({ password: true }),
    ]);
    website = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>'),
    );
    await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
    kit = await openTransferKit();
    await writeFile(expired(), expiredCertificate);
  });
  afterAll(async () => {
    website.close();
    await Promise.all([secure.stop(), plain.stop(), closed.stop(), kit.dispose()]);
    await rm(folder, { recursive: true, force: true });
  });

  const tried = async (host: string, rules: RegistryRules) => {
    const places = await kit.registries.test(host, rules, signal);
    return places.map((place) =>
      place.kind === 'reached'
        ? `${place.isMirror ? 'mirror ' : ''}${place.address}: ${place.protection}, ${place.access}`
        : `${place.isMirror ? 'mirror ' : ''}${place.address}: ${place.error.code}: ${place.error.hint}`,
    );
  };

  it('TLS: refused without its authority, right with it, unchecked where that is allowed', async () => {
    const { host, caFile } = secure;
    expect(await tried(host, { insecure: false })).toEqual([
      `${host}: REGISTRY_CERTIFICATE: Choose the authority's certificate for ${host} under Registries in the settings, or with “darkroom registry set ${host} --ca FILE”.`,
    ]);
    expect(await tried(host, { insecure: false, caFile })).toEqual([
      `https://${host}: checked, open`,
    ]);
    expect(await tried(host, { insecure: true })).toEqual([`https://${host}: unchecked, open`]);
    const [place] = await tried(host, { insecure: false, caFile: expired() });
    expect(place).toMatch(/CERTIFICATE_UNUSABLE: Ask whoever runs the registry/);
  });

  it('plain HTTP: only where it is allowed', async () => {
    const { host } = plain;
    expect(await tried(host, { insecure: true })).toEqual([`http://${host}: plain, open`]);
    expect(await tried(host, { insecure: false })).toEqual([
      `${host}: REGISTRY_UNREACHABLE: TLS is not spoken there. Check the port; where the registry has plain HTTP only, allow that.`,
    ]);
  });

  it('each mirror, in order, before the registry', async () => {
    const { host } = plain;
    const mirrors = ['127.0.0.1:1', `http://${closed.host}`, `${websiteHost()}/hub`];
    expect(await tried(host, { mirrors })).toEqual([
      'mirror 127.0.0.1:1: REGISTRY_UNREACHABLE: Nothing listens there: check the port, and that the registry runs.',
      `mirror http://${closed.host}: plain, login`,
      expect.stringMatching(/^mirror 127\.0\.0\.1:\d+\/hub: REGISTRY_PROTOCOL/),
      `http://${host}: plain, open`,
    ]);
  });

  it('the login that is kept, right or wrong', async () => {
    const { host } = closed;
    await kit.registries.login(host, registryUser, { signal });
    expect(await tried(host, {})).toEqual([`http://${host}: plain, known`]);
    await kit.registries.logout(host, signal);
    expect(await tried(host, {})).toEqual([`http://${host}: plain, login`]);
  });

  it('and on the command line, with the rules that are kept', async () => {
    const darkroom = new Darkroom(join(folder, 'store'));
    const { host, caFile } = secure;
    await darkroom.ok(['registry', 'set', host, '--insecure=false']);
    const refused = await darkroom.run(['registry', 'test', host]);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('[REGISTRY_CERTIFICATE]');
    for (const wrong of [
      ['--ca', expired()],
      ['--mirror', 'ftp://mirror'],
      ['--mirror', 'http://'],
    ]) {
      const answer = await darkroom.run(['registry', 'set', host, ...wrong]);
      expect([answer.exitCode, answer.stdout]).toEqual([1, '']);
    }
    await darkroom.ok(['registry', 'set', host, '--ca', caFile, '--mirror', plain.host]);
    expect(await darkroom.ok(['registry', 'test', host])).toBe(
      `http://${plain.host}: plain HTTP, no login needed\nhttps://${host}: TLS, no login needed`,
    );
    await darkroom.ok(['registry', 'set', plain.host, '--mirror', host]);
    await darkroom.ok(['registry', 'rm', host]);
    const kept = await darkroom.ok(['registry', 'ls', '--format', '{{.Registry}} {{.Mirrors}}']);
    expect(kept).toBe(`${plain.host} ${host}`);
  });
});
