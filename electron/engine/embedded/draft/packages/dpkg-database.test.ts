import { describe, expect, it } from 'vitest';
import { autoInstalled, installedPackages, skippedRecommends } from './dpkg-database';

const status = `Package: less
Status: install ok installed
Architecture: amd64
Version: 590-2
Depends: libc6 (>= 2.34), libtinfo6 (>= 6) | libtinfo5
Recommends: file
Conffiles:
 /etc/less.conf 0123456789abcdef0123456789abcdef
 /etc/old.conf 00000000000000000000000000000000 obsolete
Description: pager
 continued

Package: gone
Status: deinstall ok config-files
Version: 1

Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.36
Provides: libc-virtual (= 1)
`;

describe("dpkg's database", () => {
  it('gives what is installed', () => {
    const packages = installedPackages(status);
    expect([...packages.keys()]).toEqual(['less', 'libc6']);
    expect(packages.get('less')).toEqual({
      name: 'less',
      architecture: 'amd64',
      version: '590-2',
      depends: [['libc6'], ['libtinfo6', 'libtinfo5']],
      recommends: [['file']],
      provides: [],
      configFiles: new Map([
        ['/etc/less.conf', '0123456789abcdef0123456789abcdef'],
        ['/etc/old.conf', '00000000000000000000000000000000'],
      ]),
    });
    expect(packages.get('libc6')?.provides).toEqual(['libc-virtual']);
  });

  it('tells what apt brought along by itself', () => {
    const states =
      'Package: a\nAuto-Installed: 1\n\nPackage: b\nArchitecture: amd64\nAuto-Installed: 0\n';
    expect([...autoInstalled(states)]).toEqual(['a']);
  });

  const make = (name: string, depends: string, recommends: string) =>
    installedPackages(
      `Package: ${name}\nStatus: install ok installed\nDepends: ${depends}\nRecommends: ${recommends}\n`,
    ).get(name) ?? expect.fail(name);
  it.each([
    ['a recommendation was followed', [make('a', '', 'b'), make('b', '', '')], false],
    ['one was not', [make('a', '', 'c')], true],
    ['there was none', [make('a', 'b', ''), make('b', '', '')], false],
  ])('%s', (_, added, expected) => {
    const [chosen = expect.fail('none')] = added;
    const installed = new Map(added.map((one) => [one.name, one]));
    expect(skippedRecommends(added, [chosen], installed)).toBe(expected);
  });
});
