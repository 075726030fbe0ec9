import type { EngineEvent } from '../../shared/model/event';
import { hasLabels, type Filters } from './filters';

/** Names that `events --filter` takes. */
export const eventFilterNames: ReadonlyArray<string> = [
  'config',
  'container',
  'daemon',
  'event',
  'image',
  'label',
  'network',
  'node',
  'plugin',
  'scope',
  'secret',
  'service',
  'type',
  'volume',
];

/** Whose actor is meant by its id, the beginning of it, or its name. */
const kinds = [
  'config',
  'container',
  'daemon',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'volume',
];

/** Docker's filters (moby daemon/events/filter.go): of one name any, of different names all. */
export function matchesEvent(filters: Filters, event: EngineEvent): boolean {
  return [...filters].every(([name, values]) => {
    if (name === 'label') return hasLabels(event.attributes, values);
    return values.some((value) => matches(name, value, event));
  });
}

function matches(name: string, value: string, event: EngineEvent): boolean {
  const { type, action, id, attributes } = event;
  if (name === 'type') return type === value;
  // `exec_create` is meant whatever follows the colon.
  if (name === 'event') return action === value || action.split(':')[0] === value;
  if (name === 'scope') return value === 'local';
  if (name === 'image') {
    const image = (type === 'image' ? attributes['name'] : attributes['image']) ?? '';
    return [id, image, withoutTag(id), withoutTag(image)].includes(value);
  }
  return (
    kinds.includes(name) && type === name && (id.startsWith(value) || attributes['name'] === value)
  );
}

const withoutTag = (name: string) => name.replace(/(@.*|:[^:/@]*)$/, '');
