import type {
  ContainerConfig,
  Healthcheck,
  HistoryEntry,
  HistoryLine,
  ImageConfig,
  ImageDetail,
  ImageSummary,
} from '../../../../shared/model/image';
import type { LayerSummary } from '../../../../shared/model/layer';
import { familiarName, isReference } from '../../../oci/reference';

/** `GET /images/{name}/json` of Docker's API v1.41, as far as it is read. */
export interface ImageAnswer {
  readonly Id: string;
  readonly RepoTags?: ReadonlyArray<string> | null;
  readonly RepoDigests?: ReadonlyArray<string> | null;
  readonly Comment?: string;
  readonly Created?: string;
  readonly DockerVersion?: string;
  readonly Author?: string;
  readonly Config?: ConfigAnswer | null;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Os: string;
  readonly Size: number;
  readonly RootFS?: { readonly Layers?: ReadonlyArray<string> | null };
}

export interface ConfigAnswer {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>> | null;
  readonly Env?: ReadonlyArray<string> | null;
  readonly Entrypoint?: ReadonlyArray<string> | null;
  readonly Cmd?: ReadonlyArray<string> | null;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>> | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly Healthcheck?: Healthcheck | null;
  readonly OnBuild?: ReadonlyArray<string> | null;
  readonly Shell?: ReadonlyArray<string> | null;
}

/** A line of `GET /images/{name}/history`, newest first. */
export interface HistoryAnswer {
  readonly Id: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

export function prefixedId(id: string): string {
  return id.includes(':') ? id : `sha256:${id}`;
}

/** Without the marks of dangling images. Podman writes registries out, Docker does not. */
export function imageNames(tags: ReadonlyArray<string> | null | undefined): ReadonlyArray<string> {
  return (tags ?? [])
    .filter((tag) => !tag.includes('<none>'))
    .map((tag) => (isReference(tag) ? familiarName(tag) : tag));
}

export function imageSummary(
  image: ImageAnswer,
  history: ReadonlyArray<HistoryAnswer>,
): ImageSummary {
  return {
    id: prefixedId(image.Id),
    manifestDigest: manifestDigest(image),
    names: imageNames(image.RepoTags),
    createdAt: image.Created ?? '',
    sizeBytes: image.Size,
    architecture: image.Architecture,
    os: image.Os,
    origin: originOf(history[0]),
    originDetail: '',
    layers: layersOf(image, history),
    labels: image.Config?.Labels ?? {},
  };
}

export function imageDetail(
  image: ImageAnswer,
  history: ReadonlyArray<HistoryAnswer>,
  containers: ReadonlyArray<string>,
): ImageDetail {
  return { ...imageSummary(image, history), config: imageConfig(image, history), containers };
}

export function historyLine(line: HistoryAnswer): HistoryLine {
  return {
    id: line.Id,
    createdAt: new Date(line.Created * 1000).toISOString(),
    createdBy: line.CreatedBy,
    sizeBytes: line.Size,
    comment: line.Comment,
    emptyLayer: line.Size === 0,
  };
}

/** A registry gave it this digest; an image that was never pushed or pulled has none. */
function manifestDigest(image: ImageAnswer): string {
  const [first = ''] = image.RepoDigests ?? [];
  return first.slice(first.indexOf('@') + 1);
}

/** What made an image shows in its newest line of history alone. */
function originOf(newest: HistoryAnswer | undefined): ImageSummary['origin'] {
  if (newest === undefined) return 'load';
  if (/^Imported from/.test(newest.Comment)) return 'import';
  if (/buildkit|^FROM /.test(newest.Comment) || /#\(nop\)/.test(newest.CreatedBy)) return 'build';
  return 'load';
}

/**
 * Engines tell layers and history, but not which line made which layer. Counted from the newest:
 * lines with a size made one; where the counts disagree no layer is given a line.
 */
function layersOf(
  image: ImageAnswer,
  history: ReadonlyArray<HistoryAnswer>,
): ReadonlyArray<LayerSummary> {
  const diffIds = image.RootFS?.Layers ?? [];
  const oldestFirst = [...history].reverse();
  const made = layerLines(oldestFirst, diffIds.length);
  return diffIds.map((diffId, index) => ({
    diffId,
    sizeBytes: made?.[index]?.Size ?? 0,
    fileCount: null,
    whiteoutCount: null,
    command: made?.[index]?.CreatedBy ?? '',
  }));
}

function layerLines(
  oldestFirst: ReadonlyArray<HistoryAnswer>,
  layerCount: number,
): ReadonlyArray<HistoryAnswer> | null {
  const withSize = oldestFirst.filter((line) => line.Size > 0);
  if (withSize.length === layerCount) return withSize;
  const notMetadata = oldestFirst.filter((line) => line.Size > 0 || !isMetadata(line.CreatedBy));
  return notMetadata.length === layerCount ? notMetadata : null;
}

const metadataWords =
  /^(\/bin\/sh -c #\(nop\)\s+)?(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

function isMetadata(createdBy: string): boolean {
  return metadataWords.test(createdBy);
}

function imageConfig(image: ImageAnswer, history: ReadonlyArray<HistoryAnswer>): ImageConfig {
  const { Created, Author, Comment, DockerVersion, Variant } = image;
  return {
    ...(Created === undefined ? {} : { created: Created }),
    ...text('author', Author),
    ...text('comment', Comment),
    ...text('docker_version', DockerVersion),
    architecture: image.Architecture,
    os: image.Os,
    ...text('variant', Variant),
    config: containerConfig(image.Config),
    rootfs: { type: 'layers', diff_ids: image.RootFS?.Layers ?? [] },
    history: [...history].reverse().map(historyEntry),
  };
}

function historyEntry(line: HistoryAnswer): HistoryEntry {
  return {
    created: new Date(line.Created * 1000).toISOString(),
    created_by: line.CreatedBy,
    ...text('comment', line.Comment),
    ...(line.Size === 0 && isMetadata(line.CreatedBy) ? { empty_layer: true } : {}),
  };
}

/** The config without the nulls and empty texts that the API fills in. */
export function containerConfig(config: ConfigAnswer | null | undefined): ContainerConfig {
  if (config === null || config === undefined) return {};
  const kept = Object.entries(config).filter(
    ([name, value]) => configNames.has(name) && value !== null && value !== '',
  );
  return Object.fromEntries(kept) as ContainerConfig;
}

const configNames: ReadonlySet<string> = new Set([
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
  'Healthcheck',
  'OnBuild',
  'Shell',
]);

function text<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [K in Name]?: string } {
  return (value === undefined || value === '' ? {} : { [name]: value }) as {
    readonly [K in Name]?: string;
  };
}
