import { DarkroomError } from '../../../../../shared/errors';
import type { AddInstruction, CopyInstruction } from '../../../../dockerfile/dockerfile';
import { resolvePath } from '../files/resolve-path';
import type { FileNode, SourceTree } from '../files/source-tree';

/** One thing that COPY or ADD takes. */
export type CopySource =
  | {
      readonly kind: 'path';
      readonly written: string;
      readonly path: string;
      readonly include: string | null;
    }
  | { readonly kind: 'url'; readonly url: string }
  /** Commit null: the server does not say which it is. */
  | { readonly kind: 'git'; readonly url: string; readonly commit: string | null }
  | { readonly kind: 'inline'; readonly name: string; readonly node: FileNode };

/** Sorts an expanded instruction's sources by kind. DOCKERFILE_INSTRUCTION, located. */
export function copySources(
  instruction: AddInstruction | CopyInstruction,
  now: { readonly seconds: number; readonly nanos: number },
): ReadonlyArray<CopySource> {
  const { sources, inlineFiles, range } = instruction;
  if (instruction.kind === 'add' && instruction.checksum !== '') checkChecksumUse(instruction);
  const paths = sources.map((written): CopySource => {
    if (isUrl(written)) {
      if (instruction.kind === 'add') return { kind: 'url', url: written };
      throw new DarkroomError('DOCKERFILE_INSTRUCTION', "source can't be a URL for COPY", {
        range,
        data: { source: written },
        hint: 'Use ADD to download a file.',
      });
    }
    if (isGitSource(written)) {
      if (instruction.kind === 'add') return { kind: 'git', url: written, commit: null };
      throw new DarkroomError('DOCKERFILE_INSTRUCTION', "source can't be a git ref for COPY", {
        range,
        data: { source: written },
        hint: 'Use ADD to fetch a repository.',
      });
    }
    const parents = instruction.kind === 'copy' && instruction.parents;
    return {
      kind: 'path',
      written,
      ...(parents ? pivot(written) : { path: written, include: null }),
    };
  });
  const inline = inlineFiles.map((file): CopySource => ({
    kind: 'inline',
    name: file.name,
    node: inlineNode(file.content, now),
  }));
  return [...paths, ...inline];
}

/** DOCKERFILE_FLAG: a checksum is for one download. */
function checkChecksumUse({ sources, inlineFiles, range }: AddInstruction): void {
  const isOne = sources.length + inlineFiles.length === 1;
  const [source = ''] = sources;
  if (isOne && (isUrl(source) || isGitSource(source))) return;
  throw new DarkroomError(
    'DOCKERFILE_FLAG',
    isOne
      ? 'checksum requires HTTP(S) or Git sources'
      : "checksum can't be specified for multiple sources",
    { range, data: { flag: 'checksum' }, hint: 'Give every download an ADD of its own.' },
  );
}

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && !/\.git(#.*)?$/.test(text);
}

export function isGitSource(text: string): boolean {
  return (
    /^(git|ssh):\/\//.test(text) ||
    /^git@[^:/]+:/.test(text) ||
    /^https?:\/\/.*\.git(#.*)?$/.test(text)
  );
}

/** `--parents`: what stands behind `/./` keeps its folders; without it, everything does. */
function pivot(written: string): { readonly path: string; readonly include: string } {
  const cut = written.indexOf('/./');
  const [path, pattern] =
    cut < 0 ? ['/', written] : [written.slice(0, cut), written.slice(cut + 3)];
  return {
    path,
    include: pattern
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .join('/'),
  };
}

function inlineNode(
  content: string,
  now: { readonly seconds: number; readonly nanos: number },
): FileNode {
  const bytes = Buffer.from(content, 'utf8');
  return {
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    sizeBytes: bytes.length,
    mtimeSeconds: now.seconds,
    mtimeNanos: now.nanos,
    ...(bytes.length === 0 ? {} : { content: { kind: 'bytes', bytes } as const }),
  };
}

/** A single file as a file system of its own. */
export class SingleFileTree implements SourceTree {
  constructor(
    private readonly name: string,
    private readonly node: FileNode,
  ) {}

  lookup(path: string): FileNode | null {
    if (path === this.name) return this.node;
    if (path !== '') return null;
    return {
      kind: 'directory',
      mode: 0o755,
      uid: 0,
      gid: 0,
      sizeBytes: 0,
      mtimeSeconds: 0,
      mtimeNanos: 0,
    };
  }

  names(path: string): ReadonlyArray<string> {
    return path === '' ? [this.name] : [];
  }
}

/** Nothing at all: what FROM scratch starts from and `--link` writes on. */
export const emptyTree: SourceTree = {
  lookup: (path) =>
    path === ''
      ? {
          kind: 'directory',
          mode: 0o755,
          uid: 0,
          gid: 0,
          sizeBytes: 0,
          mtimeSeconds: 0,
          mtimeNanos: 0,
        }
      : null,
  names: () => [],
};

/** The folder or file whose fingerprint covers all that a source can take. */
export function coveredPath(
  tree: SourceTree,
  path: string,
  hasWildcard: (part: string) => boolean,
): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const firstPattern = parts.findIndex(hasWildcard);
  return resolvePath(tree, (firstPattern < 0 ? parts : parts.slice(0, firstPattern)).join('/'));
}
