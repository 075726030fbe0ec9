import { DarkroomError } from '../../shared/errors';
import { isDigest } from './digest';

/**
 * An image name after Docker's rules (distribution/reference): `[registry/]repository[:tag][@digest]`.
 * Without a tag and digest the tag is `latest`; without a registry it is `docker.io`, where names of
 * one component lie below `library/`.
 */
export interface Reference {
  /** Host and optional port, e.g. `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path below the registry, e.g. `library/ubuntu`. */
  readonly repository: string;
  /** Null only when there is a digest. */
  readonly tag: string | null;
  readonly digest: string | null;
  /** Normalized, e.g. `docker.io/library/ubuntu:14.04`. */
  readonly name: string;
  /** As people write it, e.g. `ubuntu:14.04`. */
  readonly familiar: string;
}

const defaultRegistry = 'docker.io';
const officialPrefix = 'library/';
const maximumNameLength = 255;

const registryPattern =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const componentPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const bareIdPattern = /^[0-9a-f]{64}$/;

/** INVALID_REFERENCE, with a hint that says which part is wrong. */
export function parseReference(text: string): Reference {
  const fail = (reason: string): never => {
    throw new DarkroomError(
      'INVALID_REFERENCE',
      `Invalid image name ${JSON.stringify(text)}: ${reason}`,
      {
        data: { reference: text, reason },
        hint: `Image names look like "debian:12" or "registry.example.com/team/app:1.0"; ${reason}.`,
      },
    );
  };
  if (text === '') fail('it is empty');
  if (bareIdPattern.test(text)) fail('64 hex digits are an image id, not a name');
  const { rest, digest } = splitDigest(text);
  if (digest !== null && !isDigest(digest))
    fail('the digest must be "sha256:" and 64 lower-case hex digits');
  const { path, tag } = splitTag(rest);
  if (tag !== null && !tagPattern.test(tag)) fail(tagReason(tag));
  const { registry, repository } = splitRegistry(path);
  if (!registryPattern.test(registry)) fail('the registry is no valid host name');
  const problem = repositoryReason(repository);
  if (problem !== null) fail(problem);
  if (registry.length + 1 + repository.length > maximumNameLength) {
    fail(`the name must not be longer than ${maximumNameLength} characters`);
  }
  return makeReference(registry, repository, tag ?? (digest === null ? 'latest' : null), digest);
}

/** True when `text` is a valid image name. */
export function isReference(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
}

/** `ubuntu:14.04` for `docker.io/library/ubuntu:14.04`; with the tag always written. INVALID_REFERENCE. */
export function familiarName(reference: Reference | string): string {
  return (typeof reference === 'string' ? parseReference(reference) : reference).familiar;
}

/** Registry and repository in familiar form, without tag and digest: `ubuntu`. */
export function familiarRepository(reference: Reference): string {
  if (reference.registry !== defaultRegistry)
    return `${reference.registry}/${reference.repository}`;
  const below = reference.repository.startsWith(officialPrefix)
    ? reference.repository.slice(officialPrefix.length)
    : reference.repository;
  // Only `library/<one part>` loses its prefix.
  const path = below.includes('/') ? reference.repository : below;
  return looksLikeRegistry(path) ? `${defaultRegistry}/${path}` : path;
}

function makeReference(
  registry: string,
  repository: string,
  tag: string | null,
  digest: string | null,
): Reference {
  const suffix = (tag === null ? '' : `:${tag}`) + (digest === null ? '' : `@${digest}`);
  const bare = {
    registry,
    repository,
    tag,
    digest,
    name: `${registry}/${repository}${suffix}`,
    familiar: '',
  };
  return { ...bare, familiar: familiarRepository(bare) + suffix };
}

function splitDigest(text: string): { rest: string; digest: string | null } {
  const at = text.indexOf('@');
  return at < 0
    ? { rest: text, digest: null }
    : { rest: text.slice(0, at), digest: text.slice(at + 1) };
}

/** A colon after the last slash starts the tag; one before it belongs to a port. */
function splitTag(text: string): { path: string; tag: string | null } {
  const colon = text.lastIndexOf(':');
  if (colon < 0 || colon < text.lastIndexOf('/')) return { path: text, tag: null };
  return { path: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/**
 * The first component is a registry when it has a dot or a port, is `localhost`, or has upper-case
 * letters (which no repository may have).
 */
function looksLikeRegistry(path: string): boolean {
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  return /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
}

function splitRegistry(path: string): { registry: string; repository: string } {
  const slash = path.indexOf('/');
  const isRegistry = looksLikeRegistry(path);
  const registry = isRegistry ? path.slice(0, slash) : defaultRegistry;
  const repository = isRegistry ? path.slice(slash + 1) : path;
  if (registry !== defaultRegistry && registry !== 'index.docker.io')
    return { registry, repository };
  return {
    registry: defaultRegistry,
    repository:
      repository.includes('/') || repository === '' ? repository : officialPrefix + repository,
  };
}

function repositoryReason(repository: string): string | null {
  if (repository === '' || repository === officialPrefix) return 'the repository is missing';
  if (repository !== repository.toLowerCase()) return 'the repository must be lower case';
  for (const component of repository.split('/')) {
    if (component === '') return 'there is an empty part between slashes';
    if (/\s/.test(component)) return 'there must be no white space in it';
    if (!componentPattern.test(component)) {
      return /^[a-z0-9._-]+$/.test(component)
        ? `the part "${component}" must start and end with a letter or digit, with single separators between`
        : `the part "${component}" may hold only lower-case letters, digits, ".", "_" and "-"`;
    }
  }
  return null;
}

function tagReason(tag: string): string {
  if (tag === '') return 'the tag after ":" is missing';
  if (tag.length > 128) return 'the tag must not be longer than 128 characters';
  return 'a tag may hold only letters, digits, "_", "." and "-", and must not start with "." or "-"';
}
