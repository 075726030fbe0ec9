import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { lazyRequires } from './lazy-requires.mjs';

/** The chunk as the plugin leaves it. */
const chunk = (...lines) => chunkOf(['/electron/some.ts'], ...lines);

function chunkOf(moduleIds, ...lines) {
  const code = lines.join('\n');
  const info = { fileName: 'some.js', moduleIds, imports: [] };
  const meta = { chunks: { 'some.js': info } };
  const plugin = { parse: parseAst };
  const result = lazyRequires().renderChunk.handler.call(plugin, code, info, {}, meta);
  return result === null ? code : result.code;
}

/** Runs a chunk; answers what it exported and the modules it loaded, in order. */
function load(code) {
  const loaded = [];
  const exports = {};
  const require = (id) => {
    loaded.push(id);
    return { id, Agent: class {}, twice: (value) => value * 2 };
  };
  new Function('require', 'exports', code)(require, exports);
  return { exports, loaded };
}

describe('lazyRequires', () => {
  it('loads a module when it is first used, and once', () => {
    const { exports, loaded } = load(
      chunk(
        'const zlib = require("node:zlib");',
        'const other = require("./other.js");',
        'exports.use = () => [zlib.id, zlib.id, { id: other.id }.id];',
      ),
    );
    expect(loaded).toEqual([]);
    expect(exports.use()).toEqual(['node:zlib', 'node:zlib', './other.js']);
    expect(loaded).toEqual(['node:zlib', './other.js']);
  });

  it('keeps constructors and calls what they were', () => {
    const { exports } = load(
      chunk(
        'const http = require("node:http");',
        'exports.agent = () => new http.Agent();',
        'exports.four = () => http.twice(2);',
      ),
    );
    expect(typeof exports.agent()).toBe('object');
    expect(exports.four()).toBe(4);
  });

  it.each([
    ['a parameter of the same name', 'exports.use = (http) => http.id;'],
    [
      'a local of the same name',
      'exports.use = (given) => { const http = given; return http.id };',
    ],
    ['a destructured one', 'exports.use = ({ http }) => http.id;'],
    ['the module as a value', 'const given = { http }; exports.use = () => given.http.id;'],
  ])('loads at once beside %s', (_what, line) => {
    const code = ['const http = require("node:http");', line];
    expect(chunk(...code)).toBe(code.join('\n'));
    expect(load(chunk(...code)).loaded).toEqual(['node:http']);
  });

  it('leaves alone the program that changes its root', () => {
    const code = ['const zlib = require("node:zlib");', 'exports.use = () => zlib.id;'];
    const program = '/tree/electron/runtime/helper/archive/program.ts';
    expect(chunkOf([program], ...code)).toBe(code.join('\n'));
  });

  it('leaves alone what is quick to load', () => {
    const code = ['const path = require("node:path");', 'exports.use = () => path.id;'];
    expect(chunk(...code)).toBe(code.join('\n'));
  });
});
