import { describe, expect, it } from 'vitest';
import { proxyFor } from './proxy-choice';

const proxies = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://secure:2' };

function chosen(url: string, env: NodeJS.ProcessEnv): string | null {
  return proxyFor(new URL(url), env)?.host ?? null;
}

describe('the proxy of an address', () => {
  it.each<[string, string, NodeJS.ProcessEnv, string | null]>([
    ['none where none is set', 'https://a.example', {}, null],
    ['that of plain HTTP', 'http://a.example', proxies, 'plain:1'],
    ['that of TLS', 'https://a.example', proxies, 'secure:2'],
    ['lower case as well', 'https://a.example', { https_proxy: 'http://low:3' }, 'low:3'],
    [
      'upper case first',
      'https://a.example',
      { https_proxy: 'http://low:3', HTTPS_PROXY: 'http://up:4' },
      'up:4',
    ],
    ['one without a scheme', 'https://a.example', { HTTPS_PROXY: 'bare:5' }, 'bare:5'],
    ['not for the other protocol', 'https://a.example', { HTTP_PROXY: 'http://plain:1' }, null],
    ['never for this machine', 'https://localhost:5000', proxies, null],
    ['never for a loopback address', 'http://127.0.0.5', proxies, null],
    ['never for the loopback of IPv6', 'http://[::1]:80', proxies, null],
  ])('is %s', (_name, url, env, expected) => {
    expect(chosen(url, env)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['A.EXAMPLE', 'https://a.example', true],
    ['example', 'https://a.example', true],
    ['.example', 'https://a.example', true],
    ['*.example', 'https://a.example', true],
    ['.a.example', 'https://a.example', false],
    ['ample', 'https://a.example', false],
    ['b.example, a.example', 'https://a.example', true],
    ['a.example:443', 'https://a.example', true],
    ['a.example:5000', 'https://a.example', false],
    ['a.example:5000', 'https://a.example:5000', true],
    ['10.0.0.1', 'https://10.0.0.1', true],
    ['10.0.0.1', 'https://10.0.0.11', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['fd12::1', 'https://[fd12::1]', true],
    ['10.0.0.0/64', 'https://10.1.2.3', false],
    ['', 'https://a.example', false],
  ])('NO_PROXY=%s leaves out %s: %s', (noProxy, url, isLeftOut) => {
    for (const name of ['NO_PROXY', 'no_proxy'])
      expect(chosen(url, { ...proxies, [name]: noProxy }) === null).toBe(isLeftOut);
  });
});
