import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../shared/model/layer';
import { SecretScanner } from './secret-scanner';

// Values are put together here, so that scanners of this repository find nothing.
const letters = (count: number, alphabet = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8xC0fR') =>
  Array.from({ length: count }, (_, index) =>
    alphabet.charAt((index * 7 + 3) % alphabet.length),
  ).join('');
const dashes = '-'.repeat(5);
const key = (label: string, first: string, count = 400) =>
  `${dashes}BEGIN ${label}${dashes}\n${(first + letters(count)).replace(/(.{64})/g, '$1\n')}\n${dashes}END ${label}${dashes}\n`;

// Stands for the tar that the bytes come from.
const folder = mkdtempSync(join(tmpdir(), 'darkroom-scan-'));
const blob = join(folder, 'blob');
const headBytes = 512;
afterAll(() => rmSync(folder, { recursive: true }));

function entry(path: string, sizeBytes: number, kind: LayerEntry['kind'] = 'file'): LayerEntry {
  return { path, kind, mode: 0o600, uid: 0, gid: 0, sizeBytes, mtimeSeconds: 0, mtimeNanos: 0 };
}

function scan(path: string, content: string | Buffer, chunkBytes = 1 << 20) {
  const scanner = new SecretScanner();
  const bytes = Buffer.from(content);
  writeFileSync(blob, Buffer.concat([Buffer.alloc(headBytes, 10), bytes]));
  scanner.begin({ ...entry(path, bytes.length), dataOffset: headBytes });
  for (let at = 0; at < bytes.length; at += chunkBytes)
    scanner.data(bytes.subarray(at, at + chunkBytes), at);
  scanner.end();
  return scanner.finish(blob).findings.map(({ rule, line, masked }) => ({ rule, line, masked }));
}

const bullets = '•••••';
const cases: ReadonlyArray<{
  name: string;
  path?: string;
  content: string;
  found: ReadonlyArray<readonly [rule: string, line: number | null]>;
}> = [
  {
    name: 'an AWS secret key',
    content: `\n\nAWS_SECRET_ACCESS_KEY=${letters(40)}\n`,
    found: [['aws', 3]],
  },
  {
    name: 'an RSA key',
    content: `a\n${key('RSA PRIVATE KEY', 'MIIE')}`,
    found: [['private-key', 2]],
  },
  {
    name: 'an OpenSSH key',
    content: key('OPENSSH PRIVATE KEY', 'b3BlbnNzaC1rZXktdjE'),
    found: [['private-key', 1]],
  },
  {
    name: 'an Ed25519 key',
    content: key('PRIVATE KEY', 'MC4CAQAwBQ', 54),
    found: [['private-key', 1]],
  },
  {
    name: 'an encrypted key',
    content: key('ENCRYPTED PRIVATE KEY', 'MIIF'),
    found: [['private-key', 1]],
  },
  {
    name: 'a PGP key',
    content: key('PGP PRIVATE KEY BLOCK', '\nlQOY'),
    found: [['private-key', 1]],
  },
  {
    name: 'a GCP service account',
    path: 'srv/account.json',
    content: JSON.stringify({ private_key_id: '1', private_key: key('PRIVATE KEY', 'MIIE') }),
    found: [
      ['gcp', 1],
      ['private-key', 1],
    ],
  },
  { name: 'a GitHub token', content: `t: "ghp_${letters(36)}"`, found: [['github', 1]] },
  { name: 'an npm token', content: `x npm_${letters(36)} y`, found: [['npm', 1]] },
  {
    name: 'a Slack token',
    content: `xoxb-${'1'.repeat(12)}-${letters(24)}`,
    found: [['slack', 1]],
  },
  {
    name: 'a URL with a password',
    content: `see https://bob:${letters(12)}@git.acme.io/`,
    found: [['basicauth', 1]],
  },
  {
    name: 'a database URL',
    content: `DB=postgres://app:${letters(12)}@db.internal/app`,
    found: [['database-connection-string', 1]],
  },
  {
    name: 'a SendGrid key',
    content: `key="SG.${letters(22)}.${letters(43)}"`,
    found: [['sendgrid', 1]],
  },
  { name: 'a Stripe key', content: `sk_live_${letters(24)}`, found: [['stripe', 1]] },
  {
    name: '.npmrc with a token',
    path: 'root/.npmrc',
    content: `registry=https://r.example\n//r.example/:_authToken=${letters(20)}\n`,
    found: [
      ['npm', 2],
      ['npmrc', 2],
    ],
  },
  {
    name: '.docker/config.json',
    path: 'root/.docker/config.json',
    content: `{"auths":{"r.example":{\n"auth": "${letters(20)}"}}}`,
    found: [['docker-config', 2]],
  },
  {
    name: '.netrc',
    path: 'home/a/.netrc',
    content: `machine h login a password ${letters(9)}\n`,
    found: [['netrc', 1]],
  },
  {
    name: 'a kubeconfig',
    path: 'root/.kube/config',
    content: `users:\n- user:\n    token: ${letters(30)}\n`,
    found: [['kubeconfig', 3]],
  },
  {
    name: 'a shell history',
    path: 'root/.bash_history',
    content: 'ls\nexport DB_PASSWORD=hunter22\ncurl -u me:letmein1 https://example.com\n',
    found: [
      ['shell-history', 2],
      ['shell-history', 3],
    ],
  },
  {
    name: 'a file of a .git folder',
    path: 'app/.git/HEAD',
    content: 'ref',
    found: [['git-folder', null]],
  },
];

const harmless: ReadonlyArray<readonly [path: string, content: string]> = [
  ['usr/bin/openssl', `\0${dashes}BEGIN RSA PRIVATE KEY${dashes}\0${dashes}END`],
  ['doc', `The header is ${dashes}BEGIN PRIVATE KEY${dashes} and then base64.`],
  ['doc', 'https://user:password@example.com and https://example.com:8080/@me'],
  ['doc', 'aws_secret_access_key = ${SECRET}'],
  ['root/.npmrc', 'registry=https://r.example\n//r.example/:_authToken=${NPM_TOKEN}\n'],
  ['root/.docker/config.json', '{"credsStore":"desktop","auths":{"r.example":{}}}'],
  ['root/.aws/config', '[default]\nregion = eu-central-1\n'],
  ['app/.git', 'gitdir: ../.git/worktrees/app'],
  ['root/.bash_history', ''],
  ['root/.bash_history', 'touch test\npasswd bob\nexport TOKEN=$(cat t)\nls -u a:b\nexit\n'],
  ['etc/shadow', 'root:*:19700:0:99999:7:::\n'],
];

describe('SecretScanner', () => {
  it.each(cases)('finds $name', ({ path = 'srv/file', content, found }) => {
    const result = scan(path, content);
    expect(result.map(({ rule, line }) => [rule, line]).sort()).toEqual([...found].sort());
    for (const { masked } of result) {
      if (masked !== '') expect(masked).toContain(bullets);
      expect(masked.replace(bullets, '').length).toBeLessThan(30);
    }
  });

  it.each(harmless)('is silent about %s: %s', (path, content) => {
    expect(scan(path, content)).toEqual([]);
  });

  it('finds a key inside a binary', () => {
    expect(scan('keys.tar', Buffer.from(`\0\0${key('RSA PRIVATE KEY', 'MIIE')}`))).toEqual([
      { rule: 'private-key', line: null, masked: `RSA PRIVATE KEY ${bullets}` },
    ]);
  });

  it('finds the same however the bytes are cut', () => {
    const told = (each: ReturnType<typeof scan>[number]) =>
      `${each.line} ${each.rule} ${each.masked}`;
    const filler = 'some text of a log file\n'.repeat(40);
    const content = cases
      .filter(({ path }) => path === undefined)
      .map((each) => filler + each.content)
      .join('\n');
    const whole = scan('srv/file', content).map(told);
    expect(whole.length).toBeGreaterThan(12);
    fc.assert(
      fc.property(fc.integer({ min: 60, max: content.length }), (chunkBytes) => {
        expect(scan('srv/file', content, chunkBytes).map(told).sort()).toEqual([...whole].sort());
      }),
      { numRuns: 60 },
    );
  });
});
