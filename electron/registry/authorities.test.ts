import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expiredCertificate } from '../../test/helpers/expired-certificate';
import { makeCertificate } from '../../test/helpers/registry';
import { readAuthorities } from './authorities';

const in2020 = Date.parse('2020-06-01');

describe('a file of certificates to trust', () => {
  let folder = '';
  let fresh = '';
  const written = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-authorities-'));
    fresh = await makeCertificate(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('tells subject, issuer and when it expires', async () => {
    const path = await written('old.pem', expiredCertificate);
    const [found, ...others] = await readAuthorities(path, in2020);
    expect(others).toEqual([]);
    expect(found?.info).toMatchObject({
      subject: 'O=Darkroom tests, CN=An authority of 2020',
      issuer: 'O=Darkroom tests, CN=An authority of 2020',
      validFrom: '2020-01-01T00:00:00.000Z',
      validTo: '2021-01-01T00:00:00.000Z',
    });
    expect(found?.info.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('of a bundle those that are valid count', async () => {
    const bundle = await written(
      'bundle.pem',
      `# of the company\n${expiredCertificate}\n${await readFile(fresh, 'utf8')}`,
    );
    const found = await readAuthorities(bundle);
    expect(found.map(({ info }) => info.subject)).toEqual(['CN=127.0.0.1']);
    expect(found[0]?.pem).toBe((await readFile(fresh, 'utf8')).trim());
  });

  const damaged = expiredCertificate.replace(/[A-Za-z0-9+/]{60}\n/, '');
  const cases: ReadonlyArray<readonly [string, string | null, number, string, RegExp]> = [
    ['expired', expiredCertificate, Date.now(), 'it expired on 2021-01-01', /replaced it/],
    ['not valid yet', expiredCertificate, 0, 'it is not valid before 2020-01-01', /date and time/],
    ['missing', null, in2020, 'there is no such file', /Check the path/],
    ['something else', 'hello\n', in2020, 'it holds no certificate', /PEM file/],
    [
      'a key',
      '-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\n',
      in2020,
      'it holds a private key, not a certificate',
      /PEM file/,
    ],
    ['damaged', damaged, in2020, 'a certificate in it is damaged', /anew/],
  ];
  it.each(cases)('%s: says so, and what to do', async (name, text, nowMs, reason, hint) => {
    const path = text === null ? join(folder, 'none.pem') : await written(`${name}.pem`, text);
    await expect(readAuthorities(path, nowMs)).rejects.toMatchObject({
      code: 'CERTIFICATE_UNUSABLE',
      message: `Read the certificate “${path}”: ${reason}`,
      hint: expect.stringMatching(hint) as string,
    });
  });
});
