import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { debianTemplate } from '../../helpers/template';
import { ask } from './ipc';
import { runJobOk } from './jobs';

export const seeded = {
  base: 'debian:12',
  built: 'shop/api:1.4.2',
  snapshot: 'shop/api:with-notes',
  running: 'web',
} as const;

const dockerfile = `FROM ${seeded.base}
LABEL org.opencontainers.image.title="shop api"
COPY app /srv/app
RUN mkdir -p /srv/cache && head -c 6000000 /dev/urandom > /srv/cache/assets
RUN echo ready > /srv/ready
EXPOSE 8080
WORKDIR /srv/app
CMD ["/bin/bash"]
`;

/** A store with one image made in each of the three ways and a container that runs. */
export async function seedStore(page: Page, workFolder: string): Promise<void> {
  const template = await debianTemplate();
  await runJobOk(page, {
    kind: 'import',
    options: { source: template.gzip, reference: seeded.base },
  });
  const context = await writeContext(workFolder);
  await runJobOk(page, { kind: 'build', options: { contextPath: context, tags: [seeded.built] } });
  await ask(page, 'containers.run', {
    image: seeded.built,
    name: seeded.running,
    command: [
      '/bin/sh',
      '-c',
      'echo started; echo note > /srv/notes; rm -f /etc/motd; exec sleep 1000000',
    ],
  });
  await runJobOk(page, {
    kind: 'snapshot',
    options: { container: seeded.running, reference: seeded.snapshot, message: 'with the notes' },
  });
}

export async function writeContext(workFolder: string): Promise<string> {
  const context = join(workFolder, 'api');
  await mkdir(join(context, 'app'), { recursive: true });
  await writeFile(join(context, 'Dockerfile'), dockerfile);
  await writeFile(join(context, 'app', 'server.sh'), '#!/bin/sh\necho "listening on 8080"\n');
  await writeFile(join(context, 'app', 'routes.json'), '{"/": "index", "/cart": "cart"}\n');
  return context;
}
