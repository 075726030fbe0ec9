import { parseReference } from '../../../oci/reference';

/** Image names that one of an archive's lists holds; none when it cannot be read. For showing only. */
export function namesInList(path: string, content: Buffer): ReadonlyArray<string> {
  try {
    const list = JSON.parse(content.toString('utf8')) as unknown;
    if (path === 'manifest.json') return dockerNames(list);
    return path === 'index.json' ? ociNames(list) : legacyNames(list);
  } catch {
    return [];
  }
}

function dockerNames(list: unknown): ReadonlyArray<string> {
  const images = list as ReadonlyArray<{ readonly RepoTags?: ReadonlyArray<string> | null }>;
  return images.flatMap(({ RepoTags }) => RepoTags ?? []).map(familiar);
}

function ociNames(list: unknown): ReadonlyArray<string> {
  const { manifests } = list as {
    readonly manifests: ReadonlyArray<{ readonly annotations?: Readonly<Record<string, string>> }>;
  };
  return manifests
    .map(({ annotations }) => annotations?.['io.containerd.image.name'])
    .filter((name) => name !== undefined)
    .map(familiar);
}

function legacyNames(list: unknown): ReadonlyArray<string> {
  const repositories = list as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return Object.entries(repositories).flatMap(([repository, tags]) =>
    Object.keys(tags).map((tag) => familiar(`${repository}:${tag}`)),
  );
}

function familiar(name: string): string {
  return parseReference(name).familiar;
}
