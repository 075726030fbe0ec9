import type { Change } from './change';

const target = 'a/'.repeat(150);

/** Links, symbolic and hard, and files that are neither file nor folder. */
export const linkChanges: ReadonlyArray<Change> = [
  {
    name: 'symbolic links',
    change:
      'ln -s /etc/passwd absolute; ln -s ../x relative; ln -s nowhere dangling; ln -s self self',
    diff: ['C .', 'A absolute', 'A dangling', 'A relative', 'A self'],
  },
  {
    name: 'a symbolic link that points elsewhere',
    before: 'ln -s old link',
    change: 'ln -sfn new link',
    diff: ['C .', 'C link'],
  },
  {
    name: 'a symbolic link in place of a file',
    before: 'echo x > file',
    change: 'rm file; ln -s other file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a symbolic link in place of a folder',
    before: 'mkdir folder; echo x > folder/inside',
    change: 'mv folder moved; ln -s moved folder',
    diff: ['C .', 'C folder', 'A moved', 'A moved/inside'],
  },
  {
    name: 'a folder in place of a symbolic link',
    before: 'mkdir real; ln -s real link',
    change: 'rm link; mkdir link; echo x > link/inside',
    diff: ['C .', 'C link', 'A link/inside'],
    idleMarks: ['link'],
  },
  { name: 'a link with a long target', change: `ln -s ${target} link`, diff: ['C .', 'A link'] },
  {
    name: 'a link whose target is no utf-8',
    change: 'ln -s "$(printf \'bad\\377\')" link',
    diff: ['C .', 'A link'],
  },
  {
    name: 'hard links among new files',
    change:
      'echo x > one; ln one two; mkdir folder; ln one folder/three; chmod 600 one; at 981173106 one',
    diff: ['C .', 'A folder', 'A folder/three', 'A one', 'A two'],
  },
  {
    name: 'a hard link to a file of the image',
    before: 'echo x > old',
    change: 'ln old new',
    diff: ['C .', 'A new'],
  },
  {
    name: 'a change to one of two hard links',
    before: 'echo x > one; ln one two',
    change: 'echo y >> one',
    diff: ['C .', 'C one'],
  },
  {
    name: 'one of two hard links deleted',
    before: 'echo x > one; ln one two',
    change: 'rm one',
    diff: ['C .', 'D one'],
  },
  {
    name: 'one of two hard links renamed',
    before: 'echo x > one; ln one two',
    change: 'mv one three',
    diff: ['C .', 'D one', 'A three'],
  },
  {
    name: 'hard links of a symbolic link',
    change: 'ln -s x one; perl -e \'link("one", "two") or die $!\'',
    diff: ['C .', 'A one', 'A two'],
  },
  {
    name: 'a hard link whose first name is gone',
    change: 'echo x > one; ln one two; ln one three; rm one',
    diff: ['C .', 'A three', 'A two'],
  },
  {
    name: 'fifos',
    before: 'mkfifo old',
    change: 'mkfifo new; chmod 620 new; at 981173106 new; chown 5:6 old',
    diff: ['C .', 'A new', 'C old'],
  },
  {
    name: 'a hard link of a fifo',
    change: 'mkfifo one; ln one two',
    diff: ['C .', 'A one', 'A two'],
  },
  {
    name: 'a socket',
    change:
      'perl -e \'socket(S, 1, 1, 0); bind(S, pack("S a108", 1, "socket")) or die $!\'; echo x > beside',
    diff: ['C .', 'A beside', 'A socket'],
  },
  {
    name: 'device nodes',
    needsRoot: true,
    before: 'mknod old c 1 5',
    change:
      'mknod char c 1 3; mknod block b 7 200; mknod far c 4095 1048575; at 981173106 char block; chmod 600 old',
    diff: ['C .', 'A block', 'A char', 'A far', 'C old'],
  },
  {
    name: 'a device in place of a file',
    needsRoot: true,
    before: 'echo x > file',
    change: 'rm file; mknod file c 1 3',
    diff: ['C .', 'C file'],
  },
];
