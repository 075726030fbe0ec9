import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { SetupError } from '../setup/report.mjs';
import { capture } from '../setup/run.mjs';

const maxLines = 300;
/** A table of cases grows with what it covers, not with what it does. */
const maxTestLines = 400;
const isTest = /(^test\/|^bench\/|\.test\.[a-z]+$)/;
const isCode = /\.(ts|tsx|mjs|css|sh)$/;
const isText = /\.(ts|tsx|mjs|cjs|js|css|html|json|md|sh|ya?ml|svg|txt)$|(^|\/)[^./]+$/;

/** Tracked files and those about to be. */
function listFiles(root) {
  // A checkout may belong to somebody else, as one in a continuous integration's volume does.
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '-co', '--exclude-standard'];
  const { ok, stdout, stderr } = capture('git', args, { cwd: root });
  if (!ok) throw new SetupError(`cannot list the tree's files: ${stderr}`);
  return stdout.split('\0').filter((name) => name !== '');
}

/** Paths that mean something on this machine only. One like /app is too common to be told. */
function machinePaths(root) {
  return [root, homedir()].filter((folder) => folder.split(path.sep).length > 2);
}

function checkFile(name, text, forbidden) {
  const problems = [];
  const lines = text.split('\n').length - 1;
  const most = isTest.test(name) ? maxTestLines : maxLines;
  if (isCode.test(name) && lines > most) {
    problems.push(`${name}: ${lines} lines, at most ${most}: split it by what it does`);
  }
  for (const folder of forbidden) {
    const at = text.indexOf(folder);
    if (at < 0) continue;
    const line = text.slice(0, at).split('\n').length;
    problems.push(`${name}:${line}: names a path of this machine`);
  }
  if (name === 'package-lock.json' && /"resolved":/.test(text)) {
    problems.push(`${name}: names where modules were downloaded from (see .npmrc)`);
  }
  return problems;
}

/** What is wrong with the tree that no linter of a language sees. */
export function checkTree(root) {
  const forbidden = machinePaths(root);
  return listFiles(root)
    .filter((name) => isText.test(name))
    .flatMap((name) => {
      try {
        return checkFile(name, readFileSync(path.join(root, name), 'utf8'), forbidden);
      } catch {
        return []; // deleted, or a link to a folder
      }
    });
}
