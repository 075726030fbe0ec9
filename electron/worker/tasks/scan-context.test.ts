import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelledError } from '../../base/abort';
import { scanContext, type ScanLimits } from './scan-context';
import { walkContext } from './walk-context';

const task = { throwIfCancelled: () => undefined };
const roomy: ScanLimits = { fileBytes: 1 << 20, allBytes: 1 << 30 };
const bullets = '•••••';
// Values are put together here, so that scanners of this repository find nothing.
const token = `gl${'pat'}-aB3dE5gH7jK9mN1pQ2sT`;

describe('scanContext', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'darkroom-scan-context-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  /** As if the walk came a second after the last change. */
  function scan(clean: BigUint64Array = new BigUint64Array(), limits = roomy, ignoreText = '') {
    const walked = walkContext({ root, ignoreText, reportIgnored: true }, task);
    const settled = { ...walked, startedAt: walked.startedAt + 1000 };
    return scanContext(root, settled, clean, limits, task);
  }

  const found = (...options: Parameters<typeof scan>) =>
    scan(...options).findings.map(({ path, rule, line, masked }) => [path, rule, line, masked]);

  it.each([
    ['a setting of an environment file', '.env', 'PORT=80\nDB_PASSWORD=hunter22\n', 2],
    ['its key', 'app/.env.local', 'SECRET_KEY_BASE="abcdefgh"\n', 1],
    ['no reference', '.env', 'PASSWORD=${PASSWORD}\n', null],
    ['no setting that is no secret', '.env', 'HOME=/root\nTOKENIZERS=fast\n', null],
    ['no example', '.env.example', 'PASSWORD=change-me-now\n', null],
    ['hashes for a web server', 'conf/htpasswd', 'leon:$apr1$abc$def\n', 1],
    ['a variable of Terraform', 'prod.tfvars', 'db_password = "hunter22"\n', 1],
    ['a state of Terraform', 'a.tfstate', '{\n "password": "hunter22"\n}', 2],
    ['a file called secrets', 'config/secrets.yml', 'a: b\napi_key: 12345678\n', 2],
    ['a file of any name by its rule', 'src/main.js', `\n\nconst t = '${token}'\n`, 3],
    ['no program text', 'src/keyboard.ts', 'const monkey = 1;\n', null],
    ['no public key', 'id_rsa.pub', 'ssh-rsa AAAAB3Nza leon\n', null],
  ])('finds %s', (_name, path, content, line) => {
    write(path, content);
    expect(scan().findings.map((finding) => [finding.path, finding.line])).toEqual(
      line === null ? [] : [[path, line]],
    );
  });

  it('names a key store by its name alone, and shows no value whole', () => {
    write('release.keystore', '\0\0');
    write('src/token.txt', token);
    expect(found()).toEqual([
      ['release.keystore', 'key-store', null, ''],
      ['src/token.txt', 'gitlab', 1, `glpa…${bullets}`],
    ]);
  });

  it('looks only at what is sent', () => {
    write('.env', 'PASSWORD=hunter22\n');
    expect(found(undefined, roomy, '.env')).toEqual([]);
  });

  it('reads a file again only when it changed, and one with a secret each time', () => {
    write('a', 'nothing');
    write('b', 'nothing');
    write('.env', 'PASSWORD=hunter22\n');
    const first = scan();
    expect(first.clean).toHaveLength(2);
    write('a', token);
    const noRoom: ScanLimits = { ...roomy, allBytes: 0 };
    // What has no room is read again; what is known needs none.
    expect(scan(first.clean, noRoom).unreadFiles).toBe(2);
    expect(found(first.clean).map(([path]) => path)).toEqual(['.env', 'a']);
  });

  it('takes no file for read that changed as it was looked at', () => {
    write('a', 'nothing');
    const walked = walkContext({ root, ignoreText: '', reportIgnored: true }, task);
    const none = new BigUint64Array();
    expect(scanContext(root, walked, none, roomy, task).clean).toHaveLength(0);
  });

  it('reads the beginning of what is large, small files first, and says what it left', () => {
    write('data/large', `${token}\n${'x'.repeat(5000)}${token}\n`);
    write('z', token);
    const some = { fileBytes: 1000, allBytes: 1000 };
    const cut = scan(undefined, { ...some, allBytes: 1 << 20 });
    expect(cut.findings.map(({ path, line }) => [path, line])).toEqual([
      ['data/large', 1],
      ['z', 1],
    ]);
    expect(cut.unreadFiles).toBe(1);
    const small = scan(undefined, some);
    expect(small.findings.map(({ path }) => path)).toEqual(['z']);
    expect(small.unreadFiles).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)('counts what may not be read', () => {
    write('closed', token);
    chmodSync(join(root, 'closed'), 0);
    expect(scan()).toMatchObject({ findings: [], unreadFiles: 1 });
  });

  it('counts what is gone since the walk', () => {
    write('gone', token);
    const walked = walkContext({ root, ignoreText: '', reportIgnored: true }, task);
    rmSync(join(root, 'gone'));
    expect(scanContext(root, walked, new BigUint64Array(), roomy, task)).toMatchObject({
      findings: [],
      unreadFiles: 1,
    });
  });

  it('ends when it is cancelled', () => {
    write('a', token);
    const walked = walkContext({ root, ignoreText: '', reportIgnored: true }, task);
    const cancelled = {
      throwIfCancelled: () => {
        throw cancelledError();
      },
    };
    const run = () => scanContext(root, walked, new BigUint64Array(), roomy, cancelled);
    expect(run).toThrow(expect.objectContaining({ code: 'CANCELLED' }));
  });
});
