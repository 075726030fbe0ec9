import path from 'node:path';

const separatorsToSlash = (name) => name.split(path.sep).join('/');

/** Whether a file, or an import without its extension, lies in a folder of the table or is it. */
function isIn(name, folder) {
  return name === folder || `${name}.ts` === folder || name.startsWith(`${folder}/`);
}

/** `a/*` stands for each folder below a, every one a layer of its own. */
function expand(pattern, name) {
  if (!pattern.endsWith('/*')) return pattern;
  const parent = pattern.slice(0, -1);
  return name.startsWith(parent) ? parent + name.slice(parent.length).split('/')[0] : undefined;
}

function findLayer(name, layers) {
  const found = Object.keys(layers)
    .map((pattern) => ({ pattern, folder: expand(pattern, name) }))
    .filter(({ folder }) => folder !== undefined && isIn(name, folder))
    .sort((a, b) => b.folder.length - a.folder.length);
  return found[0];
}

/** Why `file` may not import `source`, or undefined when it may. Paths are relative to the root. */
export function findViolation(file, source, { layers, libraries }) {
  const layer = findLayer(file, layers);
  if (layer === undefined) return undefined;
  if (!source.startsWith('.')) {
    const rule = Object.entries(libraries).find(([name]) =>
      name.endsWith(':') ? source.startsWith(name) : isIn(source, name),
    );
    if (rule === undefined || rule[1].some((folder) => isIn(file, folder))) return undefined;
    return `${source} may be imported only in ${rule[1].join(', ')}`;
  }
  const target = path.posix.join(path.posix.dirname(file), source);
  // A finer layer below the own one is another: being around it does not open it.
  const isOwn = findLayer(target, layers)?.folder === layer.folder;
  const allowed = ['shared', 'package.json', ...layers[layer.pattern]];
  if (isOwn || allowed.some((folder) => isIn(target, folder))) return undefined;
  return `${layer.folder} may not import ${target}: it may import ${allowed.join(', ')}`;
}

/** The rule `local/import-table`; its option holds the table and the root it is relative to. */
export const importTable = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: { forbidden: '{{reason}}' },
  },
  create(context) {
    const [{ root, ...table }] = context.options;
    const file = separatorsToSlash(path.relative(root, context.filename));
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      const reason = findViolation(file, source, table);
      if (reason !== undefined) {
        context.report({ node: node.source, messageId: 'forbidden', data: { reason } });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: (node) => check({ source: node.argument?.literal ?? node.source }),
    };
  },
};
