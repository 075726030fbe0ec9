import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension, Text } from '@codemirror/state';
import { hoverTooltip, type Tooltip } from '@codemirror/view';
import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import type { CompletionItem, MarkupContent, Position } from 'vscode-languageserver-types';

import type { Names } from './names';
import { provideBuffer } from './provide-buffer';
import { renderDocs } from './render-docs';

provideBuffer();

const service = DockerfileLanguageServiceFactory.createLanguageService();
service.setCapabilities({
  completion: {
    completionItem: { documentationFormat: ['markdown'], snippetSupport: false },
  },
  hover: { contentFormat: ['markdown'] },
});

/** Completion and hover; `names` tells what FROM and --from may name here. */
export function languageService(names: () => Names): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, names)], icons: false }),
    hoverTooltip(hover, { hoverTime: 350 }),
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
  return { from, options: items.map(completionOf), validFor: /^[\w-]*$/ };
}

function startOf(text: Text, items: ReadonlyArray<CompletionItem>, fallback: number): number {
  const edit = items[0]?.textEdit;
  return edit !== undefined && 'range' in edit ? offsetOf(text, edit.range.start) : fallback;
}

function completionOf(item: CompletionItem): Completion {
  return {
    label: item.label,
    apply: item.textEdit?.newText ?? item.insertText ?? item.label,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    info: () => {
      const { documentation } = service.resolveCompletionItem({ ...item });
      return documentation === undefined ? null : renderDocs(markdownOf(documentation));
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

function hover(view: { readonly state: { readonly doc: Text } }, at: number): Tooltip | null {
  const text = view.state.doc;
  const found = service.computeHover(text.toString(), positionOf(text, at));
  if (found === null) return null;
  const docs = markdownOf(found.contents as MarkupContent | string);
  if (docs === '') return null;
  const { range } = found;
  return {
    pos: range === undefined ? at : offsetOf(text, range.start),
    ...(range === undefined ? {} : { end: offsetOf(text, range.end) }),
    above: true,
    create: () => renderDocs(docs),
  };
}

function markdownOf(content: MarkupContent | string): string {
  return typeof content === 'string' ? content : content.value;
}
