import { DarkroomError } from '../../../shared/errors';
import { firstWord } from '../parser/directives';
import type { Directive } from '../parser/nodes';

/** Repositories whose frontends speak the language that is built in here. */
const ownFrontends = /(^|\/)(docker\/dockerfile|docker\/dockerfile-upstream|dockerfile)$/;

/**
 * Accepts the names of Dockerfile frontends, whatever the version and the registry: their language
 * is built in. Any other name asks for a program that would read the file in its own way.
 */
export function checkSyntaxDirective(directives: ReadonlyArray<Directive>): void {
  const directive = directives.find((candidate) => candidate.name === 'syntax');
  if (directive === undefined) return;
  const name = firstWord(directive.value);
  if (isDockerfileFrontend(name)) return;
  throw new DarkroomError('NOT_SUPPORTED', `the frontend ${name} is not supported`, {
    range: directive.range,
    data: { frontend: name },
    hint: 'Files for docker/dockerfile can be built; this one asks for another language.',
  });
}

/** True for `docker/dockerfile:1` and its relatives, also below a mirror's host name. */
export function isDockerfileFrontend(name: string): boolean {
  const withoutDigest = name.split('@')[0] ?? '';
  const colon = withoutDigest.lastIndexOf(':');
  const repository =
    colon > withoutDigest.lastIndexOf('/') ? withoutDigest.slice(0, colon) : withoutDigest;
  return ownFrontends.test(repository.toLowerCase());
}
