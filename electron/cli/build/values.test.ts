import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../command';
import { parseArguments } from '../flags';
import { annotations } from './annotations';
import { buildFlags, judgeFlags } from './build-flags';
import { cacheSources, cacheTargets } from './caches';
import { csvFields } from './csv-fields';
import { extraHosts, sizeBytes, ulimits } from './limits';
import { buildOutputs } from './outputs';
import { secretSources } from './secrets';

const image = {
  kind: 'image',
  names: [],
  push: false,
  rewriteTimestamp: false,
  annotations: {},
};
const archive = { ...image, push: undefined, kind: 'archive', compression: 'gzip' };

function outputs(...words: ReadonlyArray<string>) {
  return buildOutputs(parseArguments(buildFlags, words, true).flags, false);
}

const read: ReadonlyArray<readonly [name: string, found: () => unknown, expected: unknown]> = [
  ['fields with commas in quotes', () => csvFields('a,"b,""c""",d'), ['a', 'b,"c"', 'd']],
  ['no output', () => outputs(), undefined],
  ['a folder', () => outputs('-o', 'out'), [{ kind: 'folder', path: resolve('out') }]],
  ['standard output', () => outputs('-o', '-'), [{ kind: 'tar', path: '-' }]],
  [
    '--load beside files',
    () => outputs('-o', 'a', '--load')?.map(({ kind }) => kind),
    ['folder', 'image'],
  ],
  ['--push', () => outputs('--push'), [{ ...image, push: true }]],
  [
    '--push of a named image',
    () => outputs('-o', 'type=image,name=a', '--push'),
    [{ ...image, names: ['a'], push: true }],
  ],
  ['a registry', () => outputs('-o', 'type=registry'), [{ ...image, push: true }]],
  ['docker without a file', () => outputs('-o', 'type=docker'), [image]],
  [
    'an archive with names and annotations',
    () => outputs('-o', '"type=oci","dest=-","name=a,b",annotation.k=v,rewrite-timestamp=true'),
    [
      {
        ...archive,
        push: undefined,
        format: 'oci',
        path: '-',
        asFolder: false,
        names: ['a', 'b'],
        rewriteTimestamp: true,
        annotations: { k: 'v' },
      },
    ],
  ],
  [
    'sizes',
    () => ['1', '2k', '1.5m', '1GiB'].map((text) => sizeBytes('x', text)),
    [1, 2048, 1_572_864, 2 ** 30],
  ],
  [
    'hosts',
    () => extraHosts(['a:1.2.3.4', 'b=::1', 'c:[::2]']).map(({ address }) => address),
    ['1.2.3.4', '::1', '::2'],
  ],
  [
    'limits',
    () => ulimits(['nofile=1:2', 'core=-1']),
    [
      { name: 'nofile', soft: 1, hard: 2 },
      { name: 'core', soft: -1, hard: -1 },
    ],
  ],
  [
    'secrets',
    () => secretSources(['id=a,env=B', 'id=c', 'type=env,id=d'], { c: '' }),
    { a: { kind: 'env', name: 'B' }, c: { kind: 'env', name: 'c' }, d: { kind: 'env', name: 'd' } },
  ],
  [
    'annotations',
    () => annotations(['a=b', 'manifest:c=d', 'e:f=g']),
    { a: 'b', c: 'd', 'e:f': 'g' },
  ],
  [
    'a cache to read',
    () => cacheSources(['type=local,src=c']),
    [{ path: resolve('c'), tag: 'latest' }],
  ],
  ['a cache to write', () => cacheTargets(['type=local,dest=c,mode=max'])[0]?.mode, 'max'],
  [
    'options without effect',
    () => judgeFlags(parseArguments(buildFlags, ['-m', '1g', '--rm'], true).flags),
    ['WARNING: --memory has no effect here'],
  ],
];

const refused: ReadonlyArray<readonly [name: string, found: () => unknown]> = [
  ['a quote within a field', () => csvFields('a"b')],
  ['an output without a type', () => outputs('-o', 'dest=a,name=b')],
  ['a folder on standard output', () => outputs('-o', 'type=local,dest=-')],
  ['two results on standard output', () => outputs('-o', '-', '-o', 'type=oci')],
  ['an unknown key', () => outputs('-o', 'type=tar,dest=a,nope=1')],
  ['a secret without an id', () => secretSources(['type=env'], {})],
  ['an unknown kind of secret', () => secretSources(['id=a,type=x'], {})],
  ['a secret whose file is missing', () => secretSources(['id=a,src=/does/not/exist'], {})],
  ['a soft limit above the hard one', () => ulimits(['nofile=3:2'])],
  ['a host name for an address', () => extraHosts(['a:b'])],
  ['an annotation without a value', () => annotations(['a'])],
  ['a cache of a registry', () => cacheSources(['x/y:1'])],
];

describe('values of build options', () => {
  it.each(read)('reads %s', (_name, found, expected) => expect(found()).toEqual(expected));
  it.each(refused)('refuses %s', (_name, found) => expect(found).toThrow(UsageError));
});
