import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Darkroom } from '../helpers/command-line';
import { debianMirror, debianTemplate, templateObstacle } from '../helpers/template';

const patienceMs = 600_000;
const obstacle = await templateObstacle();

async function mirrorAnswers(): Promise<boolean> {
  const url = `${(await debianMirror()).replace(/\/$/, '')}/dists/bookworm/Release`;
  return fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
    (response) => response.ok,
    () => false,
  );
}
const hasMirror = obstacle === null && (await mirrorAnswers());

interface Session {
  readonly name: string;
  /** What somebody does in the container. */
  readonly script: string;
  /** Lines that the draft has to hold. */
  readonly says: ReadonlyArray<RegExp>;
  readonly needsMirror?: boolean;
  /** What no database tells: verification names it. */
  readonly differs?: ReadonlyArray<string>;
}

const apt = 'export DEBIAN_FRONTEND=noninteractive; apt-get update -q';

const sessions: ReadonlyArray<Session> = [
  {
    name: 'configuration is edited',
    script:
      'echo welcome > /etc/motd; printf "a=1\\n" > /etc/app.conf; chmod 640 /etc/app.conf; ln -s app.conf /etc/app.link; chmod 700 /srv',
    says: [
      /^COPY files\/etc\/app\.conf files\/etc\/motd \/etc\/$/m,
      /ln -sfn app\.conf/,
      /chmod 700/,
    ],
  },
  {
    name: 'users and groups are made',
    script:
      'groupadd -g 2000 crew; useradd -m -u 1500 -s /bin/bash -c "Ann, the first" -G crew ann; echo x > /home/ann/.profile.local; chown ann:ann /home/ann/.profile.local; useradd -r -s /usr/sbin/nologin daemon2',
    says: [/groupadd --gid 2000 crew/, /useradd --uid 1500/, /COPY --chown=1500:1500/],
  },
  {
    name: 'files are deleted',
    script: 'rm -f /etc/issue /etc/issue.net; rm -rf /usr/share/doc/tar; rm /bin/zmore',
    says: [/^RUN rm -rf \/etc\/issue/m],
  },
  {
    name: 'an application is copied in, with several owners',
    script:
      'mkdir -p /opt/app/bin /opt/app/data; echo "#!/bin/sh" > /opt/app/bin/run; chmod 4755 /opt/app/bin/run; echo d > /opt/app/data/d; chown -R 33:33 /opt/app/data; ln -s bin/run /opt/app/go; mkfifo /opt/app/pipe; mkdir -m 700 /opt/empty',
    says: [/COPY --chown=33:33 files\/opt\/app\/data \/opt\/app\/data/, /mkfifo/],
  },
  {
    name: 'files have names that need care',
    script:
      'mkdir /srv/odd; echo 1 > "/srv/odd/two words"; echo 2 > "/srv/odd/a[b]*c"; echo 3 > "/srv/odd/quo\'te"; echo 4 > "/srv/odd/d\\$x"; echo 5 > "/etc/star*"',
    says: [/COPY files\/srv\/odd \/srv\/odd/, /COPY \["files\/etc\/star/],
  },
  {
    name: 'kinds change',
    script: 'rm /etc/motd; mkdir /etc/motd; echo x > /etc/motd/x; rm -rf /mnt; ln -s /srv /mnt',
    says: [/rm -rf/, /ln -sfn \/srv \/mnt/],
  },
  {
    name: 'a package is installed without what it recommends',
    script: `${apt}; apt-get install -y -q --no-install-recommends less tree`,
    says: [/apt-get install -y/, /^ {6}less/m, /^ {6}tree/m],
    needsMirror: true,
  },
  {
    name: 'a package is taken away',
    script: 'export DEBIAN_FRONTEND=noninteractive; apt-get purge -y -q tzdata',
    says: [/apt-get purge -y .*tzdata/],
    needsMirror: true,
  },
  {
    name: 'a service is installed and configured',
    script: `${apt}; apt-get install -y -q --no-install-recommends cron; echo "5 * * * * root true" > /etc/cron.d/mine; echo "# ours" >> /etc/crontab`,
    says: [/^ {6}cron/m, /COPY files\/etc\/cron\.d\/mine/],
    needsMirror: true,
  },
  {
    name: 'a web server is set up',
    script: `${apt}; apt-get install -y -q --no-install-recommends nginx-light; sed -i s/768/1024/ /etc/nginx/nginx.conf; echo "server { listen 8080; }" > /etc/nginx/conf.d/shop.conf; rm /etc/nginx/sites-enabled/default /etc/nginx/sites-available/default; mkdir -p /var/www/shop; echo hi > /var/www/shop/index.html; chown -R www-data:www-data /var/www/shop`,
    says: [
      /^ {6}nginx-light/m,
      /files\/etc\/nginx\/nginx\.conf/,
      /rm -rf \\\n {6}\/etc\/nginx\/sites-available\/default/,
    ],
    needsMirror: true,
    // The link is made by a script of the package.
    differs: ['D /etc/nginx/sites-enabled/default'],
  },
];

/** What was done by hand becomes a Dockerfile that does the same: each draft is built and compared. */
describe.skipIf(obstacle !== null)('drafted Dockerfiles', () => {
  let work = '';
  let darkroom: Darkroom;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'darkroom-draft-'));
    darkroom = new Darkroom(join(work, 'store'));
    const { tar } = await debianTemplate();
    await darkroom.ok(['import', tar, 'debian:12'], { timeoutMs: patienceMs });
  }, patienceMs);

  afterAll(async () => {
    await darkroom.run(['system', 'prune', '-a', '-f']);
    await rm(work, { recursive: true, force: true });
  });

  async function draft(
    source: string,
    target: string,
    differs: ReadonlyArray<string> = [],
  ): Promise<string> {
    const args = ['draft', source, '--verify', '-o', join(work, target)];
    const { exitCode, stderr } = await darkroom.run(args, { timeoutMs: patienceMs });
    const text = await readFile(join(work, target, 'Dockerfile'), 'utf8');
    const found = stderr.split('\n').filter((line) => /^[ACD] \/|: .* → /.test(line));
    expect({ exitCode, found }, `${text}\n${stderr}`).toEqual({
      exitCode: differs.length === 0 ? 0 : 1,
      found: differs,
    });
    return text;
  }

  it.each(sessions.map((session, index) => ({ ...session, index })))(
    '$name',
    async ({ script, says, needsMirror, differs, index }) => {
      if (needsMirror === true && !hasMirror) return;
      const name = `session-${index}`;
      const args = ['run', '--name', name, '--network', 'host', 'debian:12', 'sh', '-ec', script];
      await darkroom.ok(args, { timeoutMs: patienceMs });
      const text = await draft(name, name, differs);
      for (const said of says) expect(text).toMatch(said);
    },
    patienceMs,
  );

  it(
    'takes the configuration of a snapshot, and leaves no image behind',
    async () => {
      await darkroom.ok(['run', '--name', 'set', 'debian:12', 'sh', '-c', 'echo 1 > /srv/one']);
      const changes = [
        'ENV GREETING="hello $world" MODE=fast',
        'WORKDIR /srv',
        'USER daemon',
        'EXPOSE 8080',
        'LABEL team=shop',
        'ENTRYPOINT ["/bin/cat"]',
        'CMD ["one"]',
      ];
      await darkroom.ok(['commit', ...changes.flatMap((one) => ['-c', one]), 'set', 'set:1']);
      const before = await darkroom.ok(['images', '-a', '-q']);
      const text = await draft('set:1', 'set');
      expect(text).toMatch(/^USER daemon$/m);
      expect(await darkroom.ok(['images', '-a', '-q'])).toBe(before);
    },
    patienceMs,
  );

  it('leaves a secret out of the context and says so', async () => {
    const key = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    const script = `echo "token=${key}" > /srv/token; echo ok > /srv/fine`;
    await darkroom.ok(['run', '--name', 'secret', 'debian:12', 'sh', '-c', script]);
    const target = join(work, 'secret');
    const { stderr } = await darkroom.run(['draft', 'secret', '-o', target]);
    expect(stderr).toMatch(/\/srv\/token is left out: it holds a secret/);
    await expect(readFile(join(target, 'files/srv/token'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await readFile(join(target, 'files/srv/fine'), 'utf8')).toBe('ok\n');
  });

  it('writes into no folder that holds something', async () => {
    const { exitCode, stderr } = await darkroom.run(['draft', 'secret', '-o', work]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/folder is not empty/);
  });
});
