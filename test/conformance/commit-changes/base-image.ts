import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isInstalled, runOk } from '../../helpers/run';
import { staticBusybox } from '../../helpers/busybox';
import { slugOf, type Change } from './change';

/** Why the image cannot be made here; null when it can. */
export async function baseObstacle(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a root file system with several owners needs root';
  if (staticBusybox() === null) return 'busybox-static is not installed';
  if (!(await isInstalled('perl'))) return 'perl is not installed';
  return existsSync('/usr/bin/perl') ? null : 'perl lies elsewhere';
}

/** Numbers of system calls (asm/unistd_64.h, asm-generic/unistd.h). */
const calls =
  process.arch === 'x64'
    ? { setxattr: 188, lgetxattr: 192, utimensat: 280 }
    : { setxattr: 5, lgetxattr: 9, utimensat: 88 };

/** Times as exact as the kernel takes them, of links too; busybox takes no fractions. */
const at = `my ($time, @paths) = @ARGV;
my ($s, $ns) = $time =~ /^(-?\\d+)(?:\\.(\\d{9}))?$/ or die "no time: $time";
for (@paths) { my $p = $_; syscall(${calls.utimensat}, -100, $p, pack("q4", $s, $ns // 0, $s, $ns // 0), 0x100) == 0 or die "$p: $!" }
`;
const attribute = `my ($path, $name, $hex) = @ARGV;
my $value = pack("H*", $hex);
syscall(${calls.setxattr}, $path, $name, $value, length $value, 0) == 0 or die "$path: $!";
`;
const many = `for my $d (0 .. $ARGV[0] / 100 - 1) { mkdir $d; for (0 .. 99) { open(my $f, ">", "$d/$_") or die $!; print $f "$$ $d $_" } }
`;
/**
 * One line for every path below the folders given: all that lstat and reading tell. Bytes that are
 * no plain characters are escaped.
 */
const seen = `sub look { my ($p) = @_; my @s = lstat $p or return print "$p: $!\\n";
  my ($kind, $what) = ($s[2] & 0170000, "");
  if ($kind == 0120000) { $what = readlink $p } elsif ($kind == 0100000) { open(my $f, "<", $p) or die "$p: $!"; local $/; my $c = <$f>; $what = length $c > 200 ? unpack("%32C*", $c) : $c }
  my ($cap, $name) = (" " x 64, "security.capability"); my $n = syscall(${calls.lgetxattr}, $p, $name, $cap, 64); $cap = $n > 0 ? unpack("H*", substr $cap, 0, $n) : "-";
  my $line = sprintf "%d %s %o %d:%d x%d %d %x %s %s", $s[9], $p, $s[2], $s[4], $s[5], $kind == 0040000 ? 0 : $s[3], $kind == 0100000 ? $s[7] : 0, $kind == 0020000 || $kind == 0060000 ? $s[6] : 0, $cap, $what;
  $line =~ s/([^ -~]|\\\\)/sprintf "\\\\%02x", ord $1/ge; print "$line\\n";
  if ($kind == 0040000) { opendir(my $d, $p) or die "$p: $!"; look("$p/$_") for sort grep { !/^\\.\\.?$/ } readdir $d } }
look($_) for @ARGV;
`;

const programs = { at, attribute, many, seen };

/** Packs busybox, perl and the folders of the changes as a root file system: `path`. */
export async function writeBase(path: string, changes: ReadonlyArray<Change>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'darkroom-changes-'));
  try {
    for (const name of ['bin', 'etc', 'dev', 'proc', 'sys', 'tmp', 'root', 't']) {
      await mkdir(join(root, name));
    }
    await copyFile(staticBusybox() ?? '', join(root, 'bin', 'busybox'));
    await runOk('chroot', [root, '/bin/busybox', '--install', '-s', '/bin']);
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
    await chmod(join(root, 'tmp'), 0o1777);
    await copyPerl(root);
    const env = Object.fromEntries(
      Object.keys(programs).map((name) => [name.toUpperCase(), join(root, 'lib', `${name}.pl`)]),
    );
    for (const change of changes) {
      const cwd = join(root, 't', slugOf(change));
      await mkdir(cwd);
      const script = change.before;
      if (script !== undefined) await runOk('/bin/sh', ['-euc', script], { cwd, env });
    }
    // Not of today, so that what a change touches is told from what it leaves.
    await runOk('find', [root, '-exec', 'touch', '-h', '-d', '2020-01-02 03:04:05 UTC', '{}', '+']);
    const attributes = ['--xattrs', '--xattrs-include=*', '--format=posix'];
    await runOk('tar', [
      ...attributes,
      '--numeric-owner',
      '--sort=name',
      '-C',
      root,
      '-cf',
      path,
      '.',
    ]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** perl without its modules, with the libraries it is linked to, and the programs above. */
async function copyPerl(root: string): Promise<void> {
  const libraries = [...(await runOk('ldd', ['/usr/bin/perl'])).matchAll(/(\/\S+) \(/g)];
  for (const source of ['/usr/bin/perl', ...libraries.map(([, found = '']) => found)]) {
    await mkdir(dirname(join(root, source)), { recursive: true });
    await copyFile(source, join(root, source));
  }
  await rm(join(root, 'bin', 'perl'), { force: true });
  await symlink('../usr/bin/perl', join(root, 'bin', 'perl'));
  for (const [name, text] of Object.entries(programs)) {
    await mkdir(join(root, 'lib'), { recursive: true });
    await writeFile(join(root, 'lib', `${name}.pl`), text);
    await writeFile(join(root, 'bin', name), `#!/bin/sh\nexec perl /lib/${name}.pl "$@"\n`, {
      mode: 0o755,
    });
  }
}
