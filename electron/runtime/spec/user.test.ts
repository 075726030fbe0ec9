import { describe, expect, it } from 'vitest';
import { resolveUser } from './user';

const passwd = `root:x:0:0:root:/root:/bin/bash
# a comment
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
joe:x:1000:1000::/home/joe:/bin/sh
1001:x:7:8::/odd:/bin/sh
broken
`;
const group = 'root:x:0:\naudio:x:29:joe,ann\nvideo:x:44:joe\nstaff:x:50:\njoe:x:1000:\n';

describe('resolveUser', () => {
  const root = { uid: 0, gid: 0, additionalGids: [0], home: '/root' };
  it.each([
    { name: 'nothing is root', text: '', expected: root },
    {
      name: 'a name',
      text: 'daemon',
      expected: { uid: 1, gid: 1, additionalGids: [1], home: '/usr/sbin' },
    },
    {
      name: 'a name with more groups',
      text: 'joe',
      expected: { uid: 1000, gid: 1000, additionalGids: [1000, 29, 44], home: '/home/joe' },
    },
    {
      name: 'a group given leaves out the others',
      text: 'joe:staff',
      expected: { uid: 1000, gid: 50, additionalGids: [50], home: '/home/joe' },
    },
    {
      name: 'a number that is somebody',
      text: '1000',
      expected: { uid: 1000, gid: 1000, additionalGids: [1000, 29, 44], home: '/home/joe' },
    },
    {
      name: 'a number that is nobody',
      text: '4242',
      expected: { uid: 4242, gid: 0, additionalGids: [0], home: '/' },
    },
    {
      name: 'a name of digits before the number',
      text: '1001',
      expected: { uid: 7, gid: 8, additionalGids: [8], home: '/odd' },
    },
    {
      name: 'numbers for both',
      text: '5:6',
      expected: { uid: 5, gid: 6, additionalGids: [6], home: '/' },
    },
    { name: 'a group only', text: ':29', expected: { ...root, gid: 29, additionalGids: [29] } },
  ])('$name', ({ text, expected }) => {
    expect(resolveUser(text, passwd, group)).toEqual(expected);
  });

  it.each(['nobody', 'joe:nogroup', '99999999999', '-1'])('refuses %s', (text) => {
    expect(() => resolveUser(text, passwd, group)).toThrow(
      expect.objectContaining({ code: 'USER_NOT_FOUND' }),
    );
  });

  it('needs no files for root', () => {
    expect(resolveUser('', '', '')).toEqual({ uid: 0, gid: 0, additionalGids: [0], home: '/' });
  });
});
