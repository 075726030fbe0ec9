import type { FileChange } from '../../../../shared/model/layer';
import type { ExclusionProposal, ExclusionRule } from '../../../../shared/model/snapshot';
import { compilePathPatterns } from '../../../dockerfile/dockerfile';
import type { ContainerRecord } from '../../../store/store';

/** What hardly anybody wants in an image; order of the review. */
const proposed: ReadonlyArray<Pick<ExclusionProposal, 'pattern' | 'reason'>> = [
  { pattern: '/tmp/**', reason: 'temporary' },
  { pattern: '/var/tmp/**', reason: 'temporary' },
  { pattern: '/var/cache/apt/**', reason: 'cache' },
  { pattern: '/var/lib/apt/lists/**', reason: 'cache' },
  { pattern: '/var/cache/debconf/**', reason: 'cache' },
  { pattern: '/var/cache/ldconfig/**', reason: 'cache' },
  { pattern: '/var/cache/apk/**', reason: 'cache' },
  { pattern: '/var/cache/dnf/**', reason: 'cache' },
  { pattern: '/var/cache/yum/**', reason: 'cache' },
  { pattern: '/var/cache/man/**', reason: 'cache' },
  { pattern: '/root/.cache/**', reason: 'cache' },
  { pattern: '/home/*/.cache/**', reason: 'cache' },
  { pattern: '/root/.npm/**', reason: 'cache' },
  { pattern: '__pycache__', reason: 'cache' },
  { pattern: '/var/log/**', reason: 'log' },
  { pattern: '.*_history', reason: 'history' },
  { pattern: '.lesshst', reason: 'history' },
  { pattern: '.viminfo', reason: 'history' },
  { pattern: '.wget-hsts', reason: 'history' },
];

/** Kept rules that apply to a container: for every one, for its image, for itself, in this order. */
export function rulesFor(
  rules: ReadonlyArray<ExclusionRule>,
  { name, imageName }: Pick<ContainerRecord, 'name' | 'imageName'>,
): ReadonlyArray<ExclusionRule> {
  const image = imageName.includes(':') ? imageName : `${imageName}:latest`;
  const repository = image.slice(0, image.lastIndexOf(':'));
  const subjects = { global: [''], image: [image, repository, imageName], container: [name] };
  return (['global', 'image', 'container'] as const).flatMap((scope) =>
    rules.filter((rule) => rule.scope === scope && subjects[scope].includes(rule.subject)),
  );
}

/** What is worth proposing for these changes, with what each would save. */
export function proposalsFor(
  changes: ReadonlyArray<FileChange>,
  rules: ReadonlyArray<ExclusionRule>,
): ReadonlyArray<ExclusionProposal> {
  const ruled = compilePathPatterns(rules.map(({ pattern }) => pattern));
  const open = changes.filter(
    ({ kind, path }) => kind !== 'deleted' && !ruled.match(path.slice(1)).isIgnored,
  );
  return proposed.flatMap(({ pattern, reason }) => {
    const matcher = compilePathPatterns([pattern]);
    const matching = open.filter(({ path }) => matcher.match(path.slice(1)).isIgnored);
    if (matching.length === 0) return [];
    const sizeBytes = matching.reduce((sum, change) => sum + change.sizeBytes, 0);
    const paths = matching.map(({ path }) => path);
    return [{ pattern, reason, changeCount: matching.length, sizeBytes, paths }];
  });
}

/** Paths of the changes that rules leave out. */
export function leftOutBy(
  changes: ReadonlyArray<FileChange>,
  rules: ReadonlyArray<ExclusionRule>,
): ReadonlyArray<string> {
  if (rules.length === 0) return [];
  const matcher = compilePathPatterns(rules.map(({ pattern }) => pattern));
  return changes.map(({ path }) => path).filter((path) => matcher.match(path.slice(1)).isIgnored);
}

/** Those of the rules that leave out something of the changes. */
export function effectiveRules(
  rules: ReadonlyArray<ExclusionRule>,
  changes: ReadonlyArray<FileChange>,
): ReadonlyArray<ExclusionRule> {
  return rules.filter(({ pattern }) => {
    const matcher = compilePathPatterns([pattern]);
    return changes.some(({ path }) => matcher.match(path.slice(1)).isIgnored);
  });
}
