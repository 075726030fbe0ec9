import {
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
  type StreamParser,
  type StringStream,
} from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

const instructions = new Set(
  'add arg cmd copy entrypoint env expose from healthcheck label maintainer onbuild run shell stopsignal user volume workdir'.split(
    ' ',
  ),
);

/** Between two characters of a Dockerfile. */
interface State {
  /** Of parser directives: `\` or a backtick. */
  escape: '\\' | '`';
  /** Directives are over with the first line that is none. */
  areDirectivesOver: boolean;
  /** The line goes on with what the one before it began. */
  isContinued: boolean;
  willContinue: boolean;
  /** Lower case; '' until the instruction's name has come. */
  instruction: string;
  /** Here-documents that are open, in their order. */
  documents: ReadonlyArray<{ readonly end: string; readonly stripsTabs: boolean }>;
}

/** Line by line: instructions, flags, variables, texts, here-documents, either escape character. */
export const dockerfileParser: StreamParser<State> = {
  name: 'dockerfile',
  startState: () => ({
    escape: '\\',
    areDirectivesOver: false,
    isContinued: false,
    willContinue: false,
    instruction: '',
    documents: [],
  }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (stream.sol()) {
      const whole = startLine(stream, state);
      if (whole !== undefined) {
        stream.skipToEnd();
        return whole;
      }
    }
    if (stream.eatSpace()) return null;
    return state.instruction === '' ? nameToken(stream, state) : argumentToken(stream, state);
  },
  languageData: { commentTokens: { line: '#' } },
};

/** What a line is that holds no instruction; undefined for one that does. */
function startLine(stream: StringStream, state: State): string | null | undefined {
  const line = stream.string;
  const [document] = state.documents;
  if (document !== undefined && !state.willContinue) {
    const text = document.stripsTabs ? line.replace(/^\t+/, '') : line;
    if (text !== document.end) return null;
    state.documents = state.documents.slice(1);
    return 'string';
  }
  if (/^\s*#/.test(line)) {
    if (!state.areDirectivesOver) readDirective(line, state);
    return 'comment';
  }
  state.areDirectivesOver = true;
  state.isContinued = state.willContinue;
  if (!state.isContinued) state.instruction = '';
  state.willContinue = state.escape === '\\' ? /\\\s*$/.test(line) : /`\s*$/.test(line);
  return undefined;
}

function readDirective(line: string, state: State): void {
  const directive = /^\s*#\s*([A-Za-z]+)\s*=\s*(\S+)/.exec(line);
  if (directive === null) state.areDirectivesOver = true;
  else if (directive[1]?.toLowerCase() === 'escape' && directive[2] === '`') state.escape = '`';
}

function nameToken(stream: StringStream, state: State): string | null {
  const match = stream.match(/^[A-Za-z]+/) as RegExpMatchArray | null;
  if (match === null) {
    stream.next();
    return null;
  }
  const name = match[0].toLowerCase();
  // ONBUILD is followed by another instruction.
  state.instruction = name === 'onbuild' ? '' : name;
  return instructions.has(name) ? 'keyword' : 'invalid';
}

function argumentToken(stream: StringStream, state: State): string | null {
  if (stream.match(/^--[\w-]+/)) return 'attributeName';
  if (stream.match(/^\$(\{[^}]*\}|\w+)/)) return 'variableName';
  const document = takesDocuments(state)
    ? (stream.match(/^<<(-?)(["']?)([A-Za-z_]\w*)\2/) as RegExpMatchArray | null)
    : null;
  if (document !== null) {
    const next = { end: document[3] ?? '', stripsTabs: document[1] === '-' };
    state.documents = [...state.documents, next];
    return 'string';
  }
  if (stream.match(/^"([^"\\]|\\.)*"?/) || stream.match(/^'[^']*'?/)) return 'string';
  if (isWord(stream, state)) return 'keyword';
  stream.next();
  stream.eatWhile(/[^\s"'$<-]/);
  return null;
}

function takesDocuments({ instruction }: State): boolean {
  return instruction === 'run' || instruction === 'copy' || instruction === 'add';
}

/** AS of FROM, CMD and NONE of HEALTHCHECK. */
function isWord(stream: StringStream, { instruction }: State): boolean {
  if (instruction === 'from') return Boolean(stream.match(/^as(?=\s)/i));
  return instruction === 'healthcheck' && Boolean(stream.match(/^(cmd|none)(?=\s|$)/i));
}

/** Class names instead of styles: the theme's tokens colour them. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, class: 'tok-keyword' },
  { tag: tags.comment, class: 'tok-comment' },
  { tag: tags.string, class: 'tok-string' },
  { tag: tags.variableName, class: 'tok-variable' },
  { tag: tags.attributeName, class: 'tok-flag' },
  { tag: tags.invalid, class: 'tok-invalid' },
]);

export const dockerfileMode: Extension = [
  StreamLanguage.define(dockerfileParser),
  syntaxHighlighting(colours),
];
