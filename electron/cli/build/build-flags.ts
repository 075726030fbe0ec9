import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';

/** The letters that docker has for options that do nothing here. */
const hiddenShorts: Readonly<Record<string, string>> = { memory: 'm', 'cpu-shares': 'c' };

/** The options of `build`, with docker's and buildx's names. */
export const buildFlags: FlagSpecs = {
  'add-host': { kind: 'list', help: 'Add a line to /etc/hosts of every RUN (host:ip)' },
  annotation: { kind: 'list', help: "Annotate the image's manifest (key=value)" },
  'build-arg': { kind: 'list', help: 'Set a build argument' },
  'build-context': { kind: 'list', help: 'What a name in FROM and --from means (name=path)' },
  'cache-from': { kind: 'list', help: 'Take results from a cache (type=local,src=FOLDER)' },
  'cache-to': { kind: 'list', help: 'Write a cache (type=local,dest=FOLDER,mode=max)' },
  call: { kind: 'text', help: 'build, check, outline or targets', preset: 'build' },
  check: { kind: 'switch', help: 'Only check the Dockerfile; exit code 1 when there are warnings' },
  debug: { kind: 'switch', short: 'D', help: 'Show where in the program an error came from' },
  file: { kind: 'text', short: 'f', help: "Dockerfile; '-' reads standard input" },
  iidfile: { kind: 'text', help: 'Write the image id to a file' },
  label: { kind: 'list', help: 'Set a label' },
  load: { kind: 'switch', help: 'Put the image into the store, which happens anyway' },
  'metadata-file': { kind: 'text', help: 'Write what was built to a file as JSON' },
  network: { kind: 'text', help: 'Network of RUN: host, none or default', preset: 'default' },
  'allow-secrets': { kind: 'switch', help: 'Go on when secrets are found in a layer' },
  'no-cache': { kind: 'switch', help: 'Run every step again' },
  'no-cache-filter': { kind: 'list', help: 'Run the steps of these stages again' },
  output: { kind: 'list', short: 'o', help: 'What to make (type=local|tar|oci|docker,dest=PATH)' },
  platform: { kind: 'list', help: 'os[/arch[/variant]]' },
  progress: { kind: 'text', help: 'auto, plain, tty, rawjson or quiet', preset: 'auto' },
  pull: { kind: 'switch', help: 'Ask the registry for base images that are here already' },
  push: { kind: 'switch', help: 'Push the image to the registry of its name' },
  quiet: { kind: 'switch', short: 'q', help: 'Only print the image id' },
  secret: { kind: 'list', help: 'Hand a secret to RUN (id=ID,src=FILE or id=ID,env=NAME)' },
  'shm-size': { kind: 'text', help: 'Size of /dev/shm in RUN' },
  ssh: { kind: 'list', help: 'Hand an SSH agent or keys to RUN (default|ID[=SOCKET|KEY])' },
  tag: { kind: 'list', short: 't', help: 'Name of the image' },
  target: { kind: 'text', help: 'Stage to build' },
  ulimit: { kind: 'list', help: 'Limit of the processes of RUN (name=soft[:hard])' },
  ...hidden({
    allow: 'list',
    attest: 'list',
    builder: 'text',
    'cgroup-parent': 'text',
    compress: 'switch',
    'cpu-period': 'text',
    'cpu-quota': 'text',
    'cpu-shares': 'text',
    'cpuset-cpus': 'text',
    'cpuset-mems': 'text',
    'force-rm': 'switch',
    isolation: 'text',
    memory: 'text',
    'memory-swap': 'text',
    provenance: 'text',
    rm: 'switch',
    sbom: 'text',
    'security-opt': 'list',
    squash: 'switch',
  }),
};

/** Options that people type and that do nothing here, or are refused with the reason. */
function hidden(kinds: Readonly<Record<string, 'switch' | 'text' | 'list'>>): FlagSpecs {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const short = hiddenShorts[name];
      return [name, { kind, hidden: true, help: '', ...(short === undefined ? {} : { short }) }];
    }),
  );
}

const withoutEffect = [
  'compress',
  'cgroup-parent',
  'cpu-period',
  'cpu-quota',
  'cpu-shares',
  'cpuset-cpus',
  'cpuset-mems',
  'isolation',
  'memory',
  'memory-swap',
  'builder',
];

/** What to say of options that change nothing. @throws UsageError for what cannot be done. */
export function judgeFlags(flags: FlagValues): ReadonlyArray<string> {
  if (flags.switch('squash')) {
    throw new UsageError(
      '--squash is not supported: copy what is wanted into a last stage that starts FROM scratch',
    );
  }
  for (const entitlement of flags.list('allow')) {
    if (entitlement === 'network.host') continue;
    throw new UsageError(
      `--allow ${entitlement} is not supported: steps always run in the sandbox`,
    );
  }
  for (const option of flags.list('security-opt')) {
    throw new UsageError(
      `--security-opt ${option} is not supported: the sandbox is always the same`,
    );
  }
  const attestations = [
    ...flags.list('attest').filter((text) => !/(^|,)disabled=true(,|$)/.test(text)),
    ...['provenance', 'sbom'].filter((name) => !isOff(flags.text(name))).map((name) => `--${name}`),
  ];
  if (attestations.length > 0) {
    throw new UsageError(
      `attestations are not supported (${attestations.join(', ')}): an image is written without them`,
    );
  }
  return withoutEffect
    .filter((name) => flags.isSet(name))
    .map((name) => `WARNING: --${name} has no effect here`);
}

function isOff(text: string | undefined): boolean {
  return text === undefined || /^(0|f|false)$/i.test(text);
}
