import type { ArchivedContent } from '../../../../shared/model/import';
import { formatPlatform, type Platform } from '../../../oci/platform';
import { parseReference } from '../../../oci/reference';

/** The images that one of an archive's lists names; none when it cannot be read. For showing only. */
export function contentsInList(path: string, content: Buffer): ReadonlyArray<ArchivedContent> {
  try {
    const list = JSON.parse(content.toString('utf8')) as unknown;
    if (path === 'manifest.json') return dockerContents(list);
    return path === 'index.json' ? ociContents(list) : legacyContents(list);
  } catch {
    return [];
  }
}

/** All names, each once. */
export function namesOf(contents: ReadonlyArray<ArchivedContent>): ReadonlyArray<string> {
  return [...new Set(contents.flatMap(({ names }) => names))];
}

function dockerContents(list: unknown): ReadonlyArray<ArchivedContent> {
  const images = list as ReadonlyArray<{
    readonly RepoTags?: ReadonlyArray<string> | null;
    readonly Layers?: ReadonlyArray<string> | null;
  }>;
  return images.map(({ RepoTags, Layers }) => ({
    names: (RepoTags ?? []).map(familiar),
    layerCount: Layers?.length ?? null,
    platform: '',
  }));
}

interface OciEntry {
  readonly digest?: string;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image with several names is there once for each. */
function ociContents(list: unknown): ReadonlyArray<ArchivedContent> {
  const { manifests } = list as { readonly manifests: ReadonlyArray<OciEntry> };
  const byDigest = new Map<string, ArchivedContent>();
  for (const { digest = '', platform, annotations } of manifests) {
    if (platform?.os === 'unknown') continue;
    const name = annotations?.['io.containerd.image.name'];
    const names = byDigest.get(digest)?.names ?? [];
    byDigest.set(digest, {
      names: name === undefined ? names : [...names, familiar(name)],
      layerCount: null,
      platform: platform === undefined ? '' : formatPlatform(platform),
    });
  }
  return [...byDigest.values()];
}

function legacyContents(list: unknown): ReadonlyArray<ArchivedContent> {
  const repositories = list as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const byId = new Map<string, string[]>();
  for (const [repository, tags] of Object.entries(repositories)) {
    for (const [tag, id] of Object.entries(tags))
      byId.set(id, [...(byId.get(id) ?? []), familiar(`${repository}:${tag}`)]);
  }
  return [...byId.values()].map((names) => ({ names, layerCount: null, platform: '' }));
}

function familiar(name: string): string {
  return parseReference(name).familiar;
}
