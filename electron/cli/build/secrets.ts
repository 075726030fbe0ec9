import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SecretSource } from '../../../shared/model/build';
import { UsageError } from '../command';
import { csvPairs, refuseOthers } from './csv-fields';

/**
 * `--secret id=ID[,src=FILE|,env=NAME][,type=file|env]`, as buildx reads it: an id alone is a variable
 * of that name where there is one, else a file. Values are read when a step asks. @throws UsageError.
 */
export function secretSources(
  texts: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, SecretSource>> {
  return Object.fromEntries(texts.map((text) => secretSource(text, environment)));
}

function secretSource(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly [string, SecretSource] {
  const given = csvPairs('secret', text);
  refuseOthers('secret', given, ['id', 'type', 'src', 'source', 'env']);
  const type = given.get('type') ?? '';
  if (type !== '' && type !== 'file' && type !== 'env') {
    throw new UsageError(`unsupported secret type "${type}": use file or env`);
  }
  const file = given.get('src') ?? given.get('source') ?? '';
  const variable = given.get('env') ?? '';
  const id = given.get('id') ?? (file === '' ? variable : file);
  if (id === '') throw new UsageError(`invalid argument "${text}" for "--secret": id= is missing`);
  const name = variable === '' && type === 'env' ? file || id : variable;
  if (name !== '') return [id, { kind: 'env', name }];
  if (file === '' && type === '' && environment[id] !== undefined) {
    return [id, { kind: 'env', name: id }];
  }
  const path = resolve(file === '' ? id : file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new UsageError(`failed to stat ${path}: no such file or directory`);
  return [id, { kind: 'file', path }];
}
