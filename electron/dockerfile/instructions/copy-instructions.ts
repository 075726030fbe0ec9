import type { Word } from '../parser/nodes';
import { stripLeadingTabs, tryHeredocMark } from '../parser/heredocs';
import type { Flags } from './flags';
import type { AddInstruction, CopyInstruction, InlineFile } from './model';
import type { InstructionRequest } from './request';

export function parseCopy(request: InstructionRequest): CopyInstruction {
  const words = sourcesAndDestination(request);
  const flags = request.flags({
    chown: 'text',
    from: 'text',
    chmod: 'text',
    link: 'boolean',
    exclude: 'list',
    parents: 'boolean',
  });
  return {
    ...request.place,
    kind: 'copy',
    ...copyCommon(request, words, flags),
    from: flags.text('from'),
    parents: flags.boolean('parents') ?? false,
  };
}

export function parseAdd(request: InstructionRequest): AddInstruction {
  const words = sourcesAndDestination(request);
  const flags = request.flags({
    chown: 'text',
    chmod: 'text',
    link: 'boolean',
    'keep-git-dir': 'boolean',
    checksum: 'text',
    unpack: 'boolean',
    exclude: 'list',
  });
  return {
    ...request.place,
    kind: 'add',
    ...copyCommon(request, words, flags),
    checksum: flags.text('checksum'),
    keepGitDir: flags.boolean('keep-git-dir'),
    unpack: flags.boolean('unpack'),
  };
}

function sourcesAndDestination(request: InstructionRequest): ReadonlyArray<Word> {
  const { words } = request;
  if (words.length >= 2) return words;
  throw request.error(
    `${request.title} requires at least two arguments, but only one was provided. ` +
      'Destination could not be determined',
    `Write ${request.title} source destination.`,
  );
}

function copyCommon(
  request: InstructionRequest,
  words: ReadonlyArray<Word>,
  flags: Flags,
): Pick<
  CopyInstruction,
  'sources' | 'inlineFiles' | 'destination' | 'chown' | 'chmod' | 'link' | 'exclude'
> {
  const destination = words[words.length - 1]?.text ?? '';
  if (tryHeredocMark(destination) !== undefined) {
    throw request.error(`${request.title} cannot accept a heredoc as a destination`);
  }
  const sources: string[] = [];
  const inlineFiles: InlineFile[] = [];
  for (const word of words.slice(0, -1)) {
    const mark = tryHeredocMark(word.text);
    if (mark === undefined) sources.push(word.text);
    else inlineFiles.push(inlineFile(request, mark.name));
  }
  return {
    sources,
    inlineFiles,
    destination,
    chown: flags.text('chown'),
    chmod: flags.text('chmod'),
    link: flags.boolean('link') ?? false,
    exclude: flags.list('exclude').map((use) => use.value),
  };
}

/** Two here-documents of one name both become the last one. */
function inlineFile(request: InstructionRequest, name: string): InlineFile {
  const heredoc = [...request.node.heredocs].reverse().find((candidate) => candidate.name === name);
  if (heredoc === undefined) return { name, content: '', expand: false };
  const content = heredoc.stripTabs ? stripLeadingTabs(heredoc.content) : heredoc.content;
  return { name, content, expand: heredoc.expand };
}
