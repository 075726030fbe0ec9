import { spawn } from 'node:child_process';
import { realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError, toWire } from '../../../../../shared/errors';
import { throwIfAborted } from '../../../../base/abort';
import { redactUrls } from '../../../../base/redact-url';

/** A repository, what of it, and the folder in it that is the context. */
export interface GitSource {
  readonly repository: string;
  /** Branch, tag or commit; '' for what the server calls HEAD. */
  readonly ref: string;
  readonly folder: string;
}

/** What docker takes for a git repository: git's own schemes, and http(s) addresses that end in .git. */
export function isGitUrl(text: string): boolean {
  return (
    /^(git|ssh):\/\//.test(text) ||
    /^[\w.-]+@[\w.-]+:[^/]/.test(text) ||
    /^github\.com\//.test(text) ||
    /^https?:\/\/[^#]*\.git(#.*)?$/i.test(text)
  );
}

/** `URL#ref:folder`, both parts optional. INVALID_ARGUMENT. */
export function parseGitUrl(text: string): GitSource {
  const [address = '', fragment = ''] = split(text, '#');
  const [ref = '', folder = ''] = split(fragment, ':');
  const repository = address.startsWith('github.com/') ? `https://${address}` : address;
  const isOption = ref.startsWith('-') || repository.startsWith('-');
  if (isOption || folder.split('/').includes('..')) {
    throw new DarkroomError('INVALID_ARGUMENT', `“${text}” is no git context`, {
      data: { context: text },
      hint: 'Write URL.git#branch:folder.',
    });
  }
  return { repository, ref, folder };
}

function split(text: string, sign: string): ReadonlyArray<string> {
  const at = text.indexOf(sign);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Fetches one commit into `folder`, without its history and without `.git`, as docker does. */
export async function checkOutGit(
  text: string,
  folder: string,
  signal: AbortSignal,
  options: { readonly keepGitDir: boolean } = { keepGitDir: false },
): Promise<{ readonly contextPath: string }> {
  const source = parseGitUrl(text);
  const git = (...args: ReadonlyArray<string>) => runGit(args, folder, text, signal);
  await git('init', '-q');
  await git('remote', 'add', 'origin', source.repository);
  const wanted = source.ref === '' ? 'HEAD' : source.ref;
  try {
    await git('fetch', '-q', '--depth', '1', '--no-tags', 'origin', wanted);
    await git('checkout', '-q', 'FETCH_HEAD');
  } catch (error) {
    if (signal.aborted || !needsHistory(error, source.ref)) throw error;
    await git('fetch', '-q', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    if (/^[0-9a-f]{7,64}$/.test(source.ref)) await git('checkout', '-q', source.ref);
    else {
      await git('fetch', '-q', 'origin', wanted);
      await git('checkout', '-q', 'FETCH_HEAD');
    }
  }
  await git('submodule', 'update', '-q', '--init', '--recursive', '--depth', '1');
  if (!options.keepGitDir) await rm(join(folder, '.git'), { recursive: true, force: true });
  return { contextPath: await contextFolder(folder, source.folder, text) };
}

/** The commit that a source means now; null where the server does not say it without a fetch. */
export async function resolveCommit(text: string, signal: AbortSignal): Promise<string | null> {
  const { repository, ref } = parseGitUrl(text);
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref)) return ref;
  const wanted = ref === '' ? ['HEAD'] : [ref, `${ref}^{}`];
  const listed = await runGit(['ls-remote', repository, ...wanted], '/', text, signal);
  const commits = new Map(
    listed.split('\n').flatMap((line): Array<[string, string]> => {
      const [commit = '', name = ''] = line.split('\t');
      return name === '' ? [] : [[name, commit]];
    }),
  );
  const names =
    ref === '' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}^{}`, `refs/tags/${ref}`, ref];
  return names.map((name) => commits.get(name)).find((commit) => commit !== undefined) ?? null;
}

/** A plain file server knows no shallow fetch, and not every server hands out any commit alone. */
function needsHistory(error: unknown, ref: string): boolean {
  return /shallow/.test(toWire(error).message) || /^[0-9a-f]{7,64}$/.test(ref);
}

/** A link in the repository does not lead out of it. */
async function contextFolder(root: string, folder: string, text: string): Promise<string> {
  const path = await realpath(join(root, folder)).catch(() => null);
  const top = await realpath(root);
  const isInside = path !== null && (path === top || path.startsWith(`${top}/`));
  if (path !== null && isInside && (await stat(path)).isDirectory()) return path;
  throw new DarkroomError(
    'BUILD_CONTEXT_NOT_FOUND',
    `Open build context “${text}”: the repository has no folder “${folder}”`,
    { data: { context: text, folder } },
  );
}

/** git takes the proxy of plain HTTP from the name in small letters alone. */
function plainProxy({ HTTP_PROXY, http_proxy }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return HTTP_PROXY === undefined || http_proxy !== undefined ? {} : { http_proxy: HTTP_PROXY };
}

/** Answers what git printed. */
function runGit(
  args: ReadonlyArray<string>,
  cwd: string,
  context: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      ...plainProxy(process.env),
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
    };
    const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let said = '';
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? gitMissing(context) : stopped(signal, error));
    });
    child.once('close', (code) => {
      if (code === 0) resolve(printed);
      else reject(stopped(signal, gitFailed(context, said.trim())));
    });
  });
}

function stopped(signal: AbortSignal, error: Error): unknown {
  try {
    throwIfAborted(signal);
    return error;
  } catch (cancelled) {
    return cancelled;
  }
}

function gitMissing(source: string): DarkroomError {
  const context = redactUrls(source);
  return new DarkroomError('NOT_SUPPORTED', `Fetch “${context}”: git is not installed`, {
    data: { context },
    hint: 'Install the package git, or clone the repository yourself and build its folder.',
  });
}

function gitFailed(source: string, printed: string): DarkroomError {
  const context = redactUrls(source);
  const said = redactUrls(printed);
  const reason = said.split('\n').at(-1) ?? '';
  return new DarkroomError('DOWNLOAD_FAILED', `Fetch “${context}”: ${reason}`, {
    data: { context, output: said },
    hint: 'Check the address, the branch and your access to the repository.',
  });
}
