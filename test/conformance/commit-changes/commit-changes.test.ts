import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../shared/model/layer';
import { currentUser, type TestUser } from '../../e2e/harness/ordinary-user';
import { dockerPeer } from '../../helpers/peers';
import { SandboxHost, sandboxUsers } from '../../sandbox/sandbox-host';
import { baseObstacle, writeBase } from './base-image';
import { relativePath, slugOf, type Change } from './change';
import { changes } from './changes';
import {
  commitAll,
  imageOf,
  lookInto,
  type Committed,
  type Places,
  type Program,
} from './commit-both';
import type { TopLayer } from './saved-images';

const docker = await dockerPeer('docker 26.1');
const obstacle = await baseObstacle();
const users = obstacle === null ? await sandboxUsers() : [currentUser()];
const patienceMs = 300_000;
const startSeconds = Date.now() / 1000;
const daySeconds = 86_400;

const theirs: Program = (args, options) => {
  if (docker === null) throw new Error('no docker');
  return docker.run(args, options);
};

let folder = '';
let base = '';
let byDocker: Committed;
let dockerPlaces: Places;

async function placesFor(prefix: string, owner: TestUser): Promise<Places> {
  const work = join(folder, prefix);
  const mounted = join(work, 'mounted');
  await mkdir(mounted, { recursive: true });
  await writeFile(join(mounted, 'file'), 'of the machine\n');
  await chown(work, owner.uid, owner.gid);
  return { prefix: `darkroom-changes-${process.pid}-${prefix}`, base, mounted, work };
}

describe.skipIf(docker === null || obstacle !== null)(
  'changes committed beside Docker 26.1',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'darkroom-changes-'));
      await chmod(folder, 0o755);
      base = join(folder, 'base.tar');
      await writeBase(base, changes);
      dockerPlaces = await placesFor('docker', currentUser());
      byDocker = await commitAll(theirs, dockerPlaces, changes);
    }, patienceMs);

    afterAll(async () => {
      const names = await docker?.run([
        'images',
        '--format',
        '{{.Repository}}',
        '-f',
        `reference=darkroom-changes-${process.pid}-*/*`,
      ]);
      const images = names?.stdout.trim().split('\n') ?? [];
      if (images.length > 0) await docker?.run(['rmi', '-f', ...images]);
      await docker?.run(['volume', 'rm', '-f', `${dockerPlaces.prefix}-volume`]);
      await rm(folder, { recursive: true, force: true });
    }, patienceMs);

    it('is a table of at least 40 changes, each with a name of its own', () => {
      expect(changes.length).toBeGreaterThanOrEqual(40);
      expect(new Set(changes.map(slugOf)).size).toBe(changes.length);
    });

    describe.each(users.map((user) => [user.kind, user] as const))('as %s', (kind, user) => {
      // Containers of their own take long: those are for the ordinary user, where there is one.
      const rows = changes.filter(
        ({ needsRoot, own }) =>
          (needsRoot === undefined || kind === 'root') &&
          (own === undefined || user === users.at(-1)),
      );
      let host: SandboxHost;
      let places: Places;
      let ours: Committed;
      let oursInDocker: ReadonlyMap<string, string>;
      let dockersInOurs: ReadonlyMap<string, string>;

      beforeAll(async () => {
        host = await SandboxHost.create(user);
        places = await placesFor(kind, user);
        const program: Program = (args, options) => host.darkroom(args, options);
        ours = await commitAll(program, places, rows);
        await theirs(['load', '-i', ours.archive]);
        await host.ok(['load', '-i', byDocker.archive]);
        [oursInDocker, dockersInOurs] = await Promise.all([
          lookInto(theirs, places, rows),
          lookInto(program, dockerPlaces, rows),
        ]);
      }, patienceMs);

      afterAll(async () => {
        await host?.dispose();
      }, patienceMs);

      it.each(rows)('$name', (change) => {
        const [mine, other] = [ours, byDocker].map((side, index) => {
          const image = imageOf([places, dockerPlaces][index] ?? places, change);
          return { layer: side.layers.get(image) as TopLayer, diff: side.diffs.get(image) ?? [] };
        });
        if (mine === undefined || other === undefined) throw new Error('nothing was committed');
        expect(diffOf(change, mine.diff)).toEqual(sortedDiff(change.diff));
        expect(diffOf(change, other.diff)).toEqual(sortedDiff(change.diff));
        expect(mine.layer.layerCount).toBe(other.layer.layerCount);
        const entries = entriesOf(change, mine.layer.entries);
        expect(entriesOf(change, other.layer.entries)).toEqual(asDockers(change, entries));
        const key = change.own === undefined ? 'shared' : slugOf(change);
        const [there, here] = [oursInDocker, dockersInOurs].map((side) =>
          seenOf(change, side.get(key) ?? ''),
        );
        expect(there).toEqual(here?.map((line) => asShownThere(change, line)));
        expect(here?.length).toBeGreaterThan(0);
        if (change.own?.holds !== undefined) {
          expect(`${here?.slice(0, here.indexOf('---')).join('\n')}\n`).toBe(change.own.holds[1]);
        }
      });

      it('holds nothing else where many changes share a container', () => {
        const slugs = new Set(changes.filter(({ own }) => own === undefined).map(slugOf));
        const besides = (side: Committed, { prefix }: Places) =>
          (side.layers.get(`${prefix}/shared`)?.entries ?? [])
            .filter(({ path }) => !slugs.has(path.split('/')[1] ?? ''))
            .map(comparable);
        expect(besides(ours, places)).toEqual(besides(byDocker, dockerPlaces));
      });
    });
  },
);

const belongs = (change: Change, path: string) =>
  change.own !== undefined || !/^\/(?!$)/.test(relativePath(change, path));

/** Lines of `diff` in the row's terms. */
function diffOf(change: Change, lines: ReadonlyArray<string>): string[] {
  const own = lines
    .filter((line) => belongs(change, line.slice(2)))
    .map((line) => `${line.slice(0, 2)}${relativePath(change, line.slice(2))}`);
  return sortedDiff(own.filter((line) => !isFleeting(change, line.slice(2))));
}

/** Docker sorts by bytes of whole paths; the rows are written in any order. */
function sortedDiff(lines: ReadonlyArray<string>): string[] {
  return [...lines].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

/** A file of those always written that may be there or not. */
const isFleeting = (change: Change, path: string) =>
  change.own?.volatile?.includes(path) === true && !change.diff.includes(`A ${path}`);

type Row = Readonly<Record<string, unknown>> & { readonly path: string; readonly kind: string };

function entriesOf(change: Change, entries: ReadonlyArray<LayerEntry>): Row[] {
  return entries
    .filter(({ path }) => belongs(change, path))
    .map((entry) => ({ ...comparable(entry), path: relativePath(change, entry.path) }))
    .filter(({ path }) => !isFleeting(change, path))
    .map((row) => (change.own?.volatile?.includes(row.path) ? withoutContent(row) : row))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const sortKey = ({ path, kind }: Row) => `${path}\0${kind}`;

function withoutContent(row: Row): Row {
  return { path: row.path, kind: row.kind };
}

/** All there is of an entry; a time of the run, which differs, is told from one that was set. */
function comparable(entry: LayerEntry): Row {
  const { path, kind } = entry;
  if (kind === 'whiteout' || kind === 'opaque') return { path, kind };
  const { dataOffset: _where, ...all } = entry;
  const isNow = Math.abs(entry.mtimeSeconds - startSeconds) < daySeconds;
  return isNow ? { ...all, mtimeSeconds: 'now', mtimeNanos: 0 } : { ...all };
}

/** What Docker's layer has to be, if ours is right: the same but for what the row explains. */
function asDockers(change: Change, ours: ReadonlyArray<Row>): Row[] {
  const differing = new Map(Object.entries(change.differs?.layer ?? {}));
  const marks = (change.idleMarks ?? []).map((path) => ({ path, kind: 'opaque' }));
  const rows = ours.map((row) => {
    const other = differing.get(row.path);
    differing.delete(row.path);
    return { ...row, ...other };
  });
  const further = [...differing].map(([path, entry]) => ({
    kind: 'file',
    mtimeSeconds: 'now',
    ...entry,
    path,
  }));
  return [...rows, ...marks, ...further].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const asShownThere = (change: Change, line: string) =>
  (change.differs?.shown ?? []).reduce((text, [here, there]) => text.replace(here, there), line);

/** Lines of `seen` of the row, with times of the run as one word. */
function seenOf(change: Change, text: string): string[] {
  const folder = `/t/${slugOf(change)}`;
  const lines = text.trimEnd().split('\n');
  const own = change.own === undefined ? lines.filter((line) => isBelow(line, folder)) : lines;
  return own.map((line) =>
    line.replace(/^(\d{10}) /, (whole, time: string) =>
      Math.abs(Number(time) - startSeconds) < daySeconds ? 'now ' : whole,
    ),
  );
}

const isBelow = (line: string, folder: string) =>
  line.replace(/^-?\d+ /, '').startsWith(`${folder} `) || line.includes(` ${folder}/`);
