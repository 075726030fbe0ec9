import type { Change } from './change';

/** 100,000 is what was asked for; the gate's time is spent on fewer. */
const fileCount = Number(process.env['DARKROOM_CHANGED_FILES'] ?? 3000);
const perFolder = 100;

/** 10 folders of the image, whose files are written anew, and as many new ones as it takes. */
function manyFiles(): string[] {
  const folders = Array.from({ length: fileCount / perFolder }, (_, folder) => [
    `${folder < 10 ? 'C' : 'A'} ${folder}`,
    ...Array.from(
      { length: perFolder },
      (_, file) => `${folder < 10 ? 'C' : 'A'} ${folder}/${file}`,
    ),
  ]);
  return ['C /t', 'C .', ...folders.flat()];
}

const counting =
  'echo 0 > one; echo 0 > two; i=0; while true; do i=$((i+1)); echo $i > next; mv next one; echo $i > next; mv next two; done';

const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function placeOfMount(kind: 'directory' | 'file') {
  const common = { kind, mode: 0o755, uid: 0, gid: 0, sizeBytes: 0, mtimeNanos: 0 } as const;
  return kind === 'file' ? { ...common, digest: emptyDigest } : common;
}

/** What takes a container of its own: its state, its mounts, its options, its number of files. */
export const containerChanges: ReadonlyArray<Change> = [
  { name: 'a container without a change', change: 'true', diff: [], own: {} },
  { name: 'a container never started', change: 'echo x > file', diff: [], own: { state: 'none' } },
  {
    name: 'a running container that writes',
    change: counting,
    diff: ['C /t', 'C .', 'A one', 'A two'],
    own: {
      state: 'running',
      volatile: ['one', 'two', 'next'],
      holds: ['d=$(($(cat one)-$(cat two))); [ $d = 0 ] || [ $d = 1 ]; echo $?', '0\n'],
    },
  },
  {
    name: 'a paused container',
    change: 'echo x > file; sleep 1000',
    diff: ['C /t', 'C .', 'A file'],
    own: { state: 'paused' },
  },
  {
    name: 'started twice',
    change: 'echo x >> file',
    diff: ['C /t', 'C .', 'A file'],
    own: { twice: true, holds: ['cat file', 'x\nx\n'] },
  },
  {
    name: 'a container that failed',
    change: 'echo x > file; exit 3',
    diff: ['C /t', 'C .', 'A file'],
    own: {},
  },
  {
    name: 'a second generation',
    before: 'echo 1 > one; mkdir folder; echo 2 > folder/two; echo 3 > folder/three',
    change: 'rm one folder/two; echo 4 > four',
    diff: ['C /t', 'C .', 'A one', 'C folder', 'A folder/two', 'D folder/three', 'D four'],
    own: { again: 'rm four folder/three; echo back > one; echo back > folder/two' },
  },
  {
    name: 'a generation without the folder',
    before: 'mkdir folder; echo 1 > folder/one',
    change: 'rm -r folder',
    diff: ['C /t', 'C .', 'A folder', 'A folder/new'],
    own: { again: 'mkdir folder; echo x > folder/new' },
  },
  {
    name: 'a volume by name',
    before: 'mkdir volume; echo x > volume/of-the-image',
    change: 'echo x > volume/file; echo y > beside',
    diff: ['C /t', 'C .', 'A beside'],
    own: { options: ['-v', 'VOLUME:/t/a-volume-by-name/volume'] },
  },
  {
    name: 'a volume at a new place',
    change: 'echo x > /vol/deep/file',
    diff: ['A /vol', 'A /vol/deep'],
    own: { options: ['-v', '/vol/deep'] },
  },
  {
    name: 'a folder of the machine',
    change: 'cat mounted/file > copy',
    diff: ['C /t', 'C .', 'A copy', 'A mounted'],
    own: { options: ['-v', 'DIR:/t/a-folder-of-the-machine/mounted'] },
  },
  {
    name: 'a file of the machine',
    before: 'echo x > covered',
    change: 'cat covered new',
    diff: ['C /t', 'C .', 'A new'],
    own: {
      options: [
        '-v',
        'DIR/file:/t/a-file-of-the-machine/covered',
        '-v',
        'DIR/file:/t/a-file-of-the-machine/new',
      ],
    },
  },
  {
    name: 'a tmpfs',
    before: 'mkdir tmp; echo x > tmp/hidden',
    change: 'echo x > tmp/file',
    diff: [],
    own: { options: ['--tmpfs', '/t/a-tmpfs/tmp'] },
  },
  {
    name: 'hosts, resolv.conf and hostname',
    change:
      'for f in hosts resolv.conf hostname; do echo "# x" >> /etc/$f; done; echo x > /etc/other',
    diff: ['C /etc', 'A /etc/other'],
    own: {},
  },
  {
    name: 'dev, proc and sys',
    change: 'echo x > /dev/file; echo x > /dev/shm/file; mkdir /dev/folder',
    diff: [],
    own: {},
  },
  {
    name: 'a working directory that is made',
    change: 'pwd > file',
    diff: ['A /made', 'A /made/here', 'C /t', 'C .', 'A file'],
    own: { options: ['-w', '/made/here'] },
  },
  {
    name: 'another user',
    before: 'mkdir -m 1777 open',
    change: 'echo x > open/file; mkdir open/folder',
    diff: ['C /t', 'C .', 'C open', 'A open/file', 'A open/folder'],
    own: { options: ['-u', '1000:50'] },
  },
  {
    name: 'the root folder itself',
    change: 'chmod 711 /; chown 0:50 /; echo x > /file',
    diff: ['A /file'],
    own: {},
  },
  {
    name: 'a file copied in',
    before: 'mkdir folder',
    change: 'true',
    diff: ['C /t', 'C .', 'C folder', 'A folder/file'],
    differs: {
      why: 'Docker mounts a stopped container for cp, with the files of its network, and leaves their places behind',
      layer: {
        '/etc': placeOfMount('directory'),
        '/etc/hostname': placeOfMount('file'),
        '/etc/hosts': placeOfMount('file'),
        '/etc/resolv.conf': placeOfMount('file'),
      },
    },
    own: {
      copy: ['from outside\n', '/t/a-file-copied-in/folder/file'],
      holds: ['cat folder/file', 'from outside\n'],
    },
  },
  {
    name: 'a read-only container',
    change: 'echo x > file; true',
    diff: [],
    own: { options: ['--read-only'] },
  },
  {
    name: 'very many changed files',
    change: `many ${fileCount}`,
    before: 'perl "$MANY" 1000',
    diff: manyFiles(),
    own: { holds: ['find . -type f | wc -l', `${fileCount}\n`] },
  },
];
