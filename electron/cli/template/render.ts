import { UsageError } from '../command';
import { callFunction, isTrue } from './functions';
import { goText } from './go-text';
import type { Block, Call, Node, Operand, Pipe } from './nodes';
import { parseTemplate } from './parse';

/** Objects that are maps in docker's types: a key that is missing there is no error. */
const mapNames = new Set([
  'Annotations',
  'ExposedPorts',
  'Labels',
  'Networks',
  'PortBindings',
  'Ports',
  'Storage',
  'Sysctls',
  'Tmpfs',
  'Volumes',
]);

/** What a block declares ends with it; what it assigns to an outer variable stays. */
class Variables {
  private readonly values = new Map<string, unknown>();

  constructor(private readonly outer: Variables | null) {}

  declare(name: string, value: unknown): void {
    this.values.set(name, value);
  }

  assign(name: string, value: unknown): void {
    this.holder(name).values.set(name, value);
  }

  get(name: string): unknown {
    return this.holder(name).values.get(name);
  }

  private holder(name: string): Variables {
    if (this.values.has(name)) return this;
    if (this.outer !== null) return this.outer.holder(name);
    throw new UsageError(`template parsing error: template: undefined variable "${name}"`);
  }
}

class LoopSignal {
  constructor(readonly kind: 'break' | 'continue') {}
}

interface Scope {
  readonly dot: unknown;
  /** Name of the field that the dot came from, to tell maps from structures. */
  readonly dotName: string;
  readonly variables: Variables;
}

/** Fills a template with data. @throws UsageError for a template or a field that does not exist. */
export function renderTemplate(template: string, data: unknown): string {
  const variables = new Variables(null);
  variables.declare('$', data);
  return renderAll(parseTemplate(template), { dot: data, dotName: '', variables });
}

function renderAll(nodes: ReadonlyArray<Node>, scope: Scope): string {
  return nodes.map((node) => render(node, scope)).join('');
}

function render(node: Node, scope: Scope): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'print': {
      const value = evaluate(node.pipe, scope);
      if (node.pipe.targets.length > 0) return '';
      return value === null ? emptyText(nameOf(node.pipe)) : goText(value);
    }
    case 'if': {
      const inner = within(scope);
      const branch = isTrue(evaluate(node.pipe, inner)) ? node.body : node.otherwise;
      return renderAll(branch, inner);
    }
    case 'with': {
      const inner = within(scope);
      const value = evaluate(node.pipe, inner);
      if (!isTrue(value)) return renderAll(node.otherwise, inner);
      return renderAll(node.body, { ...inner, dot: value, dotName: nameOf(node.pipe) });
    }
    case 'range':
      return renderRange(node, scope);
    case 'break':
    case 'continue':
      throw new LoopSignal(node.kind);
  }
}

function renderRange(node: Block, scope: Scope): string {
  const { pipe, body, otherwise } = node;
  const value = evaluate({ ...pipe, targets: [] }, scope);
  const entries = entriesOf(value);
  if (entries.length === 0) return renderAll(otherwise, scope);
  let text = '';
  for (const [key, item] of entries) {
    const inner = { ...within(scope), dot: item, dotName: '' };
    const [first, second] = pipe.targets;
    if (second !== undefined) inner.variables.declare(second, item);
    if (first !== undefined) inner.variables.declare(first, second === undefined ? item : key);
    try {
      text += renderAll(body, inner);
    } catch (error) {
      if (!(error instanceof LoopSignal)) throw error;
      if (error.kind === 'break') break;
    }
  }
  return text;
}

/** Maps in the order of their keys, as Go goes through them. */
function entriesOf(value: unknown): ReadonlyArray<readonly [unknown, unknown]> {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((item, at) => [at, item] as const);
  if (typeof value === 'object') return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  throw new UsageError(`template: range can't iterate over ${goText(value)}`);
}

function evaluate(pipe: Pipe, scope: Scope): unknown {
  let value: unknown;
  for (const [at, call] of pipe.calls.entries()) {
    value = runCall(call, scope, at === 0 ? [] : [value]);
  }
  for (const name of pipe.targets) {
    if (pipe.declares) scope.variables.declare(name, value);
    else scope.variables.assign(name, value);
  }
  return value;
}

function runCall(call: Call, scope: Scope, piped: ReadonlyArray<unknown>): unknown {
  if (call.kind === 'operand') return valueOf(call.operand, scope);
  const values = call.operands.map((operand) => valueOf(operand, scope));
  return callFunction(call.name, [...values, ...piped]);
}

function valueOf(operand: Operand, scope: Scope): unknown {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'field':
      return lookUp(scope.dot, operand.path, scope.dotName);
    case 'variable':
      return lookUp(scope.variables.get(operand.name), operand.path, '');
    case 'pipe':
      return lookUp(evaluate(operand.pipe, scope), operand.path, nameOf(operand.pipe));
    case 'function':
      return callFunction(operand.name, []);
  }
}

function lookUp(data: unknown, path: ReadonlyArray<string>, dataName: string): unknown {
  let value = data;
  let holder = dataName;
  for (const name of path) {
    const isObject = typeof value === 'object' && value !== null;
    if (!isObject || !Object.hasOwn(value as object, name)) {
      if (mapNames.has(holder)) return undefined;
      throw new UsageError(
        `template parsing error: template: executing at <.${path.join('.')}>: map has no entry for key "${name}"`,
      );
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
    holder = name;
  }
  return value;
}

/** Fields that are pointers in docker's types; other nulls are lists. */
const pointerNames = new Set([
  'Init',
  'IPAMConfig',
  'MemorySwappiness',
  'OomKillDisable',
  'PidsLimit',
]);

/** A list or map of Go's that is nil prints as an empty one. */
function emptyText(name: string): string {
  if (mapNames.has(name)) return 'map[]';
  return pointerNames.has(name) ? '<nil>' : '[]';
}

/** The last field that a pipeline of one value names. */
function nameOf({ calls }: Pipe): string {
  const [call] = calls;
  if (calls.length !== 1 || call?.kind !== 'operand') return '';
  return 'path' in call.operand ? (call.operand.path.at(-1) ?? '') : '';
}

function within(scope: Scope): Scope {
  return { ...scope, variables: new Variables(scope.variables) };
}
