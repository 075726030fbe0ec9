import type { SourceRange } from '../../../shared/errors';
import { cleanPath } from '../text/clean-path';
import { locate } from '../text/locate';
import { didYouMean, suggest } from '../text/suggest';
import type { FlagUse } from './flags';
import {
  booleanField,
  choiceField,
  mountError,
  numberField,
  sizeField,
  splitFields,
} from './mount-fields';
import type { MountFlag, RunMount } from './mount-model';

const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
const sharingModes = ['shared', 'private', 'locked'] as const;
const keys =
  'type from source src target dst destination readonly ro readwrite rw required size id sharing mode uid gid env'.split(
    ' ',
  );

interface MountDraft {
  type: (typeof mountTypes)[number];
  from: string;
  source: string;
  target: string;
  id: string;
  readOnly?: boolean;
  required: boolean;
  sizeBytes: number;
  sharing?: (typeof sharingModes)[number];
  mode?: number;
  uid?: number;
  gid?: number;
  env?: string;
}

/** What can be known of a mount before variables are: the stage or image it reads. */
export function mountFlag(use: FlagUse): MountFlag {
  return locate(use.range, () => {
    let from = '';
    for (const field of splitFields(use.value)) {
      const { key, value } = keyAndValue(field);
      if (key !== 'from' || value === undefined) continue;
      if (/\$./.test(value)) {
        throw mountError(
          "'from' doesn't support variable expansion, define alias stage instead",
          `Write FROM ${value} AS name above and use from=name.`,
        );
      }
      from = value;
    }
    return { text: use.value, range: use.range, from };
  });
}

/** The mount with every value passed through `expand`. Throws DOCKERFILE_FLAG, located. */
export function parseMount(flag: MountFlag, expand: (value: string) => string): RunMount {
  return locate(flag.range, () => {
    const draft: MountDraft = {
      type: 'bind',
      from: '',
      source: '',
      target: '',
      id: '',
      required: false,
      sizeBytes: 0,
    };
    for (const field of splitFields(flag.text)) {
      const { key, value } = keyAndValue(field);
      if (value === undefined) applySwitch(draft, key, field);
      else applyField(draft, key, expand(value), field);
    }
    return finishMount(draft, flag.range);
  });
}

function keyAndValue(field: string): {
  readonly key: string;
  readonly value: string | undefined;
} {
  const equals = field.indexOf('=');
  if (equals === -1) return { key: field.toLowerCase(), value: undefined };
  return { key: field.slice(0, equals).toLowerCase(), value: field.slice(equals + 1) };
}

function applySwitch(draft: MountDraft, key: string, field: string): void {
  if (key === 'readonly' || key === 'ro') draft.readOnly = true;
  else if (key === 'readwrite' || key === 'rw') draft.readOnly = false;
  else if (key === 'required') setRequired(draft, true);
  else throw mountError(`invalid field '${field}' must be a key=value pair`, fieldHint(key));
}

function applyField(draft: MountDraft, key: string, value: string, field: string): void {
  switch (key) {
    case 'type':
      draft.type = choiceField('mount type', value, mountTypes);
      return;
    case 'from':
      draft.from = value;
      return;
    case 'source':
    case 'src':
      draft.source = value;
      return;
    case 'target':
    case 'dst':
    case 'destination':
      draft.target = value;
      return;
    case 'readonly':
    case 'ro':
      draft.readOnly = booleanField(key, value);
      return;
    case 'readwrite':
    case 'rw':
      draft.readOnly = !booleanField(key, value);
      return;
    case 'required':
      setRequired(draft, booleanField(key, value));
      return;
    case 'size':
      if (draft.type !== 'tmpfs') throw unexpectedKey(key, draft.type);
      draft.sizeBytes = sizeField(key, value);
      return;
    case 'id':
      draft.id = value;
      return;
    case 'sharing':
      draft.sharing = choiceField('sharing value', value, sharingModes);
      return;
    case 'mode':
      draft.mode = numberField(key, value, 8);
      return;
    case 'uid':
    case 'gid':
      draft[key] = numberField(key, value, 10);
      return;
    case 'env':
      draft.env = value;
      return;
    default:
      throw mountError(
        `unexpected key '${key}' in '${field}'${didYouMean(suggest(key, keys))}`,
        fieldHint(key),
      );
  }
}

function setRequired(draft: MountDraft, required: boolean): void {
  if (draft.type !== 'secret' && draft.type !== 'ssh') throw unexpectedKey('required', draft.type);
  draft.required = required;
}

function unexpectedKey(key: string, type: string): Error {
  return mountError(
    `unexpected key '${key}' for mount type '${type}'`,
    `Write type= first; a ${type} mount takes no ${key}.`,
  );
}

function fieldHint(key: string): string {
  const nearest = suggest(key, keys);
  return nearest === undefined ? `The keys are ${keys.join(', ')}.` : `Did you mean ${nearest}?`;
}

function finishMount(draft: MountDraft, range: SourceRange): RunMount {
  const { target, source, from } = draft;
  if (draft.sharing !== undefined && draft.type !== 'cache') {
    if (draft.type === 'secret') throw mountError('secret mount should not define sharing');
    throw mountError(`invalid cache sharing set for ${draft.type} mount`);
  }
  const owner = { mode: draft.mode, uid: draft.uid, gid: draft.gid };
  switch (draft.type) {
    case 'bind':
      refuseOwner(draft);
      return { kind: 'bind', target, source, from, readOnly: draft.readOnly ?? true, range };
    case 'tmpfs':
      refuseOwner(draft);
      return { kind: 'tmpfs', target, sizeBytes: draft.sizeBytes, range };
    case 'cache':
      return {
        kind: 'cache',
        target,
        id: draft.id === '' ? cleanPath(target) : draft.id,
        from,
        source,
        readOnly: draft.readOnly ?? false,
        sharing: draft.sharing ?? 'shared',
        ...owner,
        range,
      };
    case 'ssh':
      return {
        kind: 'ssh',
        id: draft.id === '' ? 'default' : draft.id,
        target: target === '' ? undefined : target,
        required: draft.required,
        ...owner,
        range,
      };
    case 'secret':
      return finishSecret(draft, range);
  }
}

function finishSecret(draft: MountDraft, range: SourceRange): RunMount {
  if (draft.from !== '') throw mountError('secret mount should not have a from');
  if (draft.source !== '' && draft.id !== '') {
    throw mountError("both source and id can't be set", 'They mean the same; remove one.');
  }
  const name = draft.source === '' ? draft.id : draft.source;
  if (name === '' && draft.target === '') {
    throw mountError('invalid secret mount. one of source, target required', 'Add id=name.');
  }
  const id = name === '' ? baseName(draft.target) : name;
  const file = draft.target === '' ? `/run/secrets/${baseName(id)}` : draft.target;
  const isOnlyVariable = draft.env !== undefined && draft.target === '';
  return {
    kind: 'secret',
    id,
    target: isOnlyVariable ? undefined : file,
    env: draft.env,
    required: draft.required,
    mode: draft.mode,
    uid: draft.uid,
    gid: draft.gid,
    range,
  };
}

function refuseOwner(draft: MountDraft): void {
  for (const key of ['mode', 'uid', 'gid'] as const) {
    if (draft[key] === undefined) continue;
    throw mountError(`${key} not allowed for "${draft.type}" type mounts`, `Remove ${key}.`);
  }
}

function baseName(path: string): string {
  const cleaned = cleanPath(path);
  return cleaned.slice(cleaned.lastIndexOf('/') + 1);
}
