/**
 * Of Node's own modules those that are slow to load and that most commands never use: Electron compiles
 * them anew in every process and thread, because it is built without Node's code cache.
 */
const slow = new Set([
  'node:crypto', 'node:http', 'node:https', 'node:tls', 'node:net', 'node:zlib', 'node:worker_threads',
  'node:child_process', 'node:stream/promises', 'node:timers/promises', 'node:string_decoder',
  'node:readline', 'node:fs/promises', 'stream/web', 'koffi',
]); // prettier-ignore

/** Those, and chunks of ours, which do nothing while they are loaded but define what they export. */
const isLazy = (module) =>
  slow.has(module) || module?.startsWith('./') === true || module?.startsWith('../') === true;

/** It changes its root for good, and then finds no file of the program any more. */
const allAtOnce = '/electron/runtime/helper/archive/program.ts';

/**
 * A plugin for bundles in CommonJS: `const x = require('slow')` at the top of a chunk happens when `x` is
 * first used. Chunks that the archive program needs are loaded at once.
 */
export function lazyRequires() {
  return {
    name: 'lazy-requires',
    renderChunk: {
      // After esbuild, which gives locals that hide a module another name.
      order: 'post',
      handler(code, chunk, _options, { chunks }) {
        if (isNeededAtOnce(chunk, chunks)) return null;
        const edits = editsOf(this.parse(code));
        return edits.length === 0 ? null : { code: applied(code, edits), map: null };
      },
    },
  };
}

/** Whether a chunk is, or is imported by way of others from, the one of the archive program. */
function isNeededAtOnce(chunk, chunks) {
  const found = new Set();
  const queue = Object.values(chunks).filter(({ moduleIds }) =>
    moduleIds.some((id) => id.endsWith(allAtOnce)),
  );
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next.fileName)) continue;
    found.add(next.fileName);
    queue.push(...next.imports.flatMap((name) => chunks[name] ?? []));
  }
  return found.has(chunk.fileName);
}

function editsOf(program) {
  const edits = [];
  const loads = new Map();
  for (const statement of program.body) {
    const load = loadOf(statement);
    if (load !== null) loads.set(load.name, load);
  }
  walk(program, program, '', (node, parent, key) => {
    if (node.type !== 'Identifier' || !loads.has(node.name) || isPropertyName(parent, key)) return;
    const load = loads.get(node.name);
    if (parent === load.declarator) return;
    if (parent.type === 'MemberExpression' && key === 'object')
      edits.push({ ...placeOf(node), name: node.name, text: `(${node.name}())` });
    // A local of the same name, or a use that this plugin does not know: the chunk loads it at once.
    else loads.delete(node.name);
  });
  for (const { name, module, statement } of loads.values()) {
    const text = `let ${name}$loaded;\nconst ${name} = () => (${name}$loaded ??= require(${JSON.stringify(module)}));`;
    edits.push({ ...placeOf(statement), name, text });
  }
  return edits.filter((edit) => loads.has(edit.name));
}

const placeOf = ({ start, end }) => ({ start, end });

/** What `const name = require("module")` loads; null for anything else. */
function loadOf(statement) {
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return null;
  const [declarator] = statement.declarations;
  const { id, init } = declarator;
  if (id.type !== 'Identifier' || init?.type !== 'CallExpression') return null;
  if (init.callee.type !== 'Identifier' || init.callee.name !== 'require') return null;
  const module = init.arguments[0]?.value;
  return isLazy(module) ? { name: id.name, module, statement, declarator } : null;
}

const isPropertyName = (parent, key) =>
  (parent.type === 'MemberExpression' && key === 'property' && !parent.computed) ||
  (parent.type === 'Property' && key === 'key' && !parent.computed && !parent.shorthand) ||
  (parent.type.endsWith('Definition') && key === 'key' && !parent.computed);

function walk(node, parent, key, visit) {
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string')
        walk(child, node, name, visit);
    }
  }
}

function applied(code, edits) {
  let text = code;
  for (const { start, end, text: by } of edits.sort((a, b) => b.start - a.start))
    text = text.slice(0, start) + by + text.slice(end);
  return text;
}
