import { describe, expect, it } from 'vitest';
import type { DockerfileNode } from '../parser/nodes';
import { parseSource } from '../parser/parse';
import { expandInstruction, type ExpandedInstruction } from './expand-instruction';
import type { StageInstruction } from './model';
import { parseInstruction } from './parse-instruction';

const environment = new Map([
  ['A', 'one'],
  ['P', '90 91'],
  ['Q', 'it\'s "x"'],
]);

const expand = (text: string): ExpandedInstruction =>
  expandInstruction(
    parseInstruction(parseSource(text).nodes[0] as DockerfileNode) as StageInstruction,
    environment,
  );

describe('expandInstruction', () => {
  it.each<readonly [string, object]>([
    ['USER $A', { user: 'one' }],
    ['WORKDIR "/a b/$A"', { path: '/a b/one' }],
    ['STOPSIGNAL $A', { signal: 'one' }],
    ['VOLUME /a $A', { paths: ['/a', 'one'] }],
    ['VOLUME ["$A"]', { paths: ['one'] }],
    ['EXPOSE $P 80-82/udp', { ports: ['80/udp', '81/udp', '82/udp', '90/tcp', '91/tcp'] }],
    ['EXPOSE 80 80/tcp 80/UDP $NOT', { ports: ['80/tcp', '80/udp'] }],
    ['EXPOSE 1.2.3.4:80:90 [::1]:1:91 8000:92', { ports: ['90/tcp', '91/tcp', '92/tcp'] }],
    ['COPY --chown=$A --chmod=$A $A $P/', { chown: 'one', chmod: 'one', destination: '90 91/' }],
    ['COPY ["$A x", "$P/"]', { sources: ['one x'], destination: '90 91/' }],
    ['ADD --checksum=$A a b', { checksum: 'one' }],
    ['COPY --exclude=$A a b', { exclude: ['$A'] }],
    ['COPY <<E /\n"$A" $NOT \\$A\nE', { inlineFiles: [{ content: '"one"  $A\n' }] }],
    ['COPY <<"E" /\n$A\nE', { inlineFiles: [{ content: '$A\n' }] }],
    ['RUN echo $A', { command: { kind: 'shell', text: 'echo $A' } }],
    ['CMD ["$A"]', { command: { kind: 'exec', args: ['$A'] } }],
    ['ENTRYPOINT $A', { command: { kind: 'shell', text: '$A' } }],
    ['SHELL ["$A"]', { shell: ['$A'] }],
    ['MAINTAINER $A', { author: '$A' }],
    ['ONBUILD USER $A', { expression: 'USER $A' }],
    [
      'LABEL $A=$Q "b c"=\'$A\'',
      {
        pairs: [
          { key: 'one', value: 'it\'s "x"' },
          { key: 'b c', value: '$A' },
        ],
      },
    ],
    [
      'ENV A=two B=$A',
      {
        pairs: [
          { key: 'A', value: 'two' },
          { key: 'B', value: 'one' },
        ],
      },
    ],
    [
      'ARG $A=$A X',
      {
        declarations: [
          { name: 'one', default: 'one' },
          { name: 'X', default: undefined },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(expand(text).instruction).toMatchObject(expected);
  });

  it('says what it used and what was unset', () => {
    const { used, unset } = expand('COPY --chown=$A $NOT $B $P/');
    expect([[...used].sort(), [...unset].sort()]).toEqual([
      ['A', 'P'],
      ['B', 'NOT'],
    ]);
  });

  it.each([
    ['USER ${NOT:?is missing}', 'DOCKERFILE_EXPANSION', 'NOT: is missing'],
    ['LABEL a="b', 'DOCKERFILE_EXPANSION', /matching double-quote$/],
    ['VOLUME $NOT', 'DOCKERFILE_INSTRUCTION', /empty string$/],
    ['EXPOSE x', 'DOCKERFILE_INSTRUCTION', 'invalid containerPort: x'],
    ['EXPOSE 70000', 'DOCKERFILE_INSTRUCTION', 'invalid containerPort: 70000'],
    ['EXPOSE 9-8', 'DOCKERFILE_INSTRUCTION', 'invalid containerPort: 9-8'],
    ['EXPOSE 80/foo', 'DOCKERFILE_INSTRUCTION', 'invalid proto: foo'],
    ['EXPOSE /tcp', 'DOCKERFILE_INSTRUCTION', 'no port specified: /tcp'],
    ['EXPOSE 999.1.1.1:8:8', 'DOCKERFILE_INSTRUCTION', 'invalid IP address: 999.1.1.1'],
    ['EXPOSE 1-2:3-5', 'DOCKERFILE_INSTRUCTION', /^invalid ranges/],
  ])('refuses %s, located', (text, code, message) => {
    expect(() => expand(`\n${text}`)).toThrow(
      expect.objectContaining({
        code,
        message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
        range: expect.objectContaining({ start: { line: 2, column: 1 } }) as unknown,
      }),
    );
  });
});

describe('mounts', () => {
  it.each<readonly [string, object]>([
    ['target=/x', { kind: 'bind', target: '/x', source: '', from: '', readOnly: true }],
    [
      'type=bind,src=a,dst=$A,rw,from=st',
      { target: 'one', source: 'a', from: 'st', readOnly: false },
    ],
    ['type=bind,target=/x,ro=false', { readOnly: false }],
    ['type=cache,target=/c//d', { kind: 'cache', id: '/c/d', sharing: 'shared', readOnly: false }],
    [
      'type=cache,id=$A,target=/c,sharing=locked,mode=0700,uid=1,gid=2',
      { id: 'one', sharing: 'locked', mode: 0o700, uid: 1, gid: 2 },
    ],
    ['type=tmpfs,target=/t,size=1.5m', { kind: 'tmpfs', sizeBytes: 1572864 }],
    ['type=tmpfs,target=/t', { sizeBytes: 0 }],
    ['type=secret,id=k', { kind: 'secret', id: 'k', target: '/run/secrets/k', required: false }],
    ['type=secret,target=/a/k,required', { id: 'k', target: '/a/k', required: true }],
    ['type=secret,id=k,env=KEY', { env: 'KEY', target: undefined }],
    ['type=secret,id=k,env=KEY,target=/k', { env: 'KEY', target: '/k' }],
    ['type=ssh', { kind: 'ssh', id: 'default', target: undefined, required: false }],
    ['type=ssh,id=a,target=/s,required=true', { id: 'a', target: '/s', required: true }],
    ['\\"target=/a,b\\"', { target: '/a,b' }],
  ])('%s', (text, expected) => {
    const { instruction } = expand(`RUN --mount=${text} x`);
    expect(instruction).toMatchObject({ mounts: [expected] });
  });

  it.each([
    ['type=foo,target=/x', 'unsupported mount type "foo"'],
    ['type=bnd,target=/x', 'unsupported mount type "bnd" (did you mean bind?)'],
    ['tagret=/x', "unexpected key 'tagret' in 'tagret=/x' (did you mean target?)"],
    ['target=/x,foo', "invalid field 'foo' must be a key=value pair"],
    ['type=bind,target=/x,uid=1', 'uid not allowed for "bind" type mounts'],
    ['type=tmpfs,target=/x,mode=1', 'mode not allowed for "tmpfs" type mounts'],
    ['type=bind,target=/x,size=1', "unexpected key 'size' for mount type 'bind'"],
    ['type=cache,target=/x,required', "unexpected key 'required' for mount type 'cache'"],
    ['type=tmpfs,target=/x,size=x', 'invalid value for size: x'],
    ['type=cache,target=/x,mode=9', 'invalid value 9 for mode'],
    ['type=cache,target=/x,uid=-1', 'invalid value -1 for uid'],
    ['type=cache,target=/x,sharing=x', 'unsupported sharing value "x"'],
    ['type=bind,target=/x,sharing=shared', 'invalid cache sharing set for bind mount'],
    ['type=secret', 'invalid secret mount. one of source, target required'],
    ['type=secret,id=a,src=b', "both source and id can't be set"],
    ['type=secret,id=a,from=b', 'secret mount should not have a from'],
    ['type=secret,id=a,sharing=shared', 'secret mount should not define sharing'],
    ['target=/x,ro=maybe', 'invalid value for ro: maybe'],
    ['\\"a', 'failed to parse csv mounts: missing " in quoted field'],
    ['a\\"b', 'failed to parse csv mounts: bare " in non-quoted field'],
  ])('refuses %s', (text, message) => {
    expect(() => expand(`RUN --mount=${text} x`)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_FLAG',
        message,
        range: expect.objectContaining({ start: { line: 1, column: 5 } }) as unknown,
      }),
    );
  });
});
