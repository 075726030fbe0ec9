import type { TextKey, Translate } from '../../../shared/text/text';
import type { Fact } from '../../ui/page';

const labels: Readonly<Record<string, TextKey & `parameter.${string}`>> = {
  source: 'parameter.source',
  reference: 'parameter.reference',
  changes: 'parameter.changes',
  message: 'parameter.message',
  platform: 'parameter.platform',
  contextPath: 'parameter.contextPath',
  dockerfilePath: 'parameter.dockerfilePath',
  dockerfileText: 'parameter.dockerfileText',
  tags: 'parameter.tags',
  buildArgs: 'parameter.buildArgs',
  labels: 'parameter.labels',
  target: 'parameter.target',
  noCache: 'parameter.noCache',
  network: 'parameter.network',
  container: 'parameter.container',
  author: 'parameter.author',
  pause: 'parameter.pause',
  names: 'parameter.names',
  format: 'parameter.format',
  compression: 'parameter.compression',
  all: 'parameter.all',
  secretNames: 'parameter.secretNames',
};

/** Parameters as they were given: lists joined, what was left empty left out. */
export function parameterFacts(
  parameters: Readonly<Record<string, unknown>>,
  t: Translate,
): ReadonlyArray<Fact> {
  return Object.entries(parameters)
    .filter(([key]) => key !== 'incomplete')
    .map(([key, value]) => {
      const label = labels[key];
      return {
        key: `parameter-${key}`,
        label: label === undefined ? key : t(label),
        value: asText(value),
        mono: true,
      };
    })
    .filter((one) => one.value !== '');
}

function asText(value: unknown): string {
  if (value === null || value === undefined || value === '' || value === false) return '';
  if (value === true) return '✓';
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, one]) => `${name}=${asText(one)}`)
      .join('\n');
  }
  const text = String(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
