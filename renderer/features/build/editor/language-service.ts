import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension, Text } from '@codemirror/state';
import { hoverTooltip, type Tooltip } from '@codemirror/view';
import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import type { CompletionItem, Position } from 'vscode-languageserver-types';

import type { Names } from './names';
import { provideBuffer } from './provide-buffer';
import { renderDocs } from './render-docs';

provideBuffer();

const service = DockerfileLanguageServiceFactory.createLanguageService();
service.setCapabilities({
  completion: { completionItem: { snippetSupport: false } },
  hover: { contentFormat: ['markdown'] },
});

/** Completion and hover; `names` tells what FROM and --from may name here. */
export function languageService(names: () => Names): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, names)], icons: false }),
    hoverTooltip((view, at) => hover(view.state.doc, at, names()), { hoverTime: 350 }),
  ];
}

function positionOf(text: Text, at: number): Position {
  const line = text.lineAt(at);
  return { line: line.number - 1, character: at - line.from };
}

function offsetOf(text: Text, { line, character }: Position): number {
  const found = text.line(Math.min(line + 1, text.lines));
  return Math.min(found.from + character, found.to);
}

/** Exported for its test. */
export function complete(context: CompletionContext, names: () => Names): CompletionResult | null {
  const text = context.state.doc;
  const own = nameCompletions(context, names());
  if (own !== null) return own;
  const word = context.matchBefore(/[\w-]+$/);
  if (word === null && !context.explicit) return null;
  const items = service.computeCompletionItems(text.toString(), positionOf(text, context.pos));
  // For a tag of an image the service would ask a registry on the web, which this window never does.
  if (!Array.isArray(items) || items.length === 0) return null;
  const from = startOf(text, items, word?.from ?? context.pos);
  return { from, options: items.map((item) => completionOf(item, names())), validFor: /^[\w-]*$/ };
}

function startOf(text: Text, items: ReadonlyArray<CompletionItem>, fallback: number): number {
  const edit = items[0]?.textEdit;
  return edit !== undefined && 'range' in edit ? offsetOf(text, edit.range.start) : fallback;
}

function completionOf(item: CompletionItem, names: Names): Completion {
  return {
    label: item.label,
    apply: item.textEdit?.newText ?? item.insertText ?? item.label,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    info: () => {
      const docs = names.docs(/^(?:--)?[\w-]+/.exec(item.label)?.[0] ?? '');
      return docs === null ? null : renderDocs(docs);
    },
  };
}

/** Images and stages by name, which the service knows nothing of. */
function nameCompletions(context: CompletionContext, names: Names): CompletionResult | null {
  const stage = context.matchBefore(/[\s,](--from=|from=)[^\s,]*$/i);
  const image = context.matchBefore(/^\s*FROM\s+(--platform=\S+\s+)?[^\s]*$/i);
  const found = stage ?? image;
  if (found === null) return null;
  const typed = /[^\s=,]*$/.exec(found.text)?.[0] ?? '';
  if (image !== null && (typed.startsWith('-') || typed.startsWith('$'))) return null;
  const line = context.state.doc.lineAt(context.pos).number;
  const stages = names.stages.filter((one) => one.line < line).map((one) => one.name);
  const options: ReadonlyArray<Completion> = [
    ...stages.map((label) => ({ label, detail: names.text.stage, boost: 1 })),
    ...names.images.map((label) => ({ label, detail: names.text.image })),
  ];
  if (options.length === 0) return null;
  return { from: context.pos - typed.length, options, validFor: /^[^\s,]*$/ };
}

/** A flag in its place: behind the instruction and other flags. */
const flagBefore = /^\s*(?:ONBUILD\s+)?[A-Z]+\s+(?:--\S+\s+)*$/i;

/** What a word does, or the value that a variable has there. Exported for its test. */
export function docsAt(
  text: Text,
  at: number,
  names: Names,
): { readonly from: number; readonly to: number; readonly docs: string } | null {
  const line = text.lineAt(at);
  const before = /[\w-]*$/.exec(line.text.slice(0, at - line.from))?.[0] ?? '';
  const after = /^[\w-]*/.exec(line.text.slice(at - line.from))?.[0] ?? '';
  const word = before + after;
  const from = at - before.length;
  const found = service.computeHover(text.toString(), positionOf(text, at));
  const isFlag = word.startsWith('--') && flagBefore.test(line.text.slice(0, from - line.from));
  if (found === null && !isFlag && !/^#\s*$/.test(line.text.slice(0, from - line.from)))
    return null;
  // A plain text is a value; documentation of the service is English alone, and we have our own.
  const value = typeof found?.contents === 'string' ? found.contents : null;
  const docs = value ?? names.docs(word);
  return docs === null || docs === '' ? null : { from, to: from + word.length, docs };
}

function hover(text: Text, at: number, names: Names): Tooltip | null {
  const found = docsAt(text, at, names);
  if (found === null) return null;
  const { from, to, docs } = found;
  return { pos: from, end: to, above: true, create: () => renderDocs(docs) };
}
