import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FolderListing, PathStat } from '../../../../shared/model/container-files';
import type {
  ContainerOperations,
  ImageOperations,
  PathArchive,
  WriteArchiveOptions,
} from '../../engine';
import type { EngineConnection } from '../connection';
import { inspect, place } from './lookup';
import { listFolder } from './list-folder';
import { readPathStat, statPath } from './path-stat';

type FileOperations = Pick<
  ContainerOperations,
  'statPath' | 'listFolder' | 'readArchive' | 'writeArchive' | 'export'
>;

export type FindCopy = (
  imageId: string,
) => Promise<{ readonly mirror: ImageOperations; readonly id: string }>;

/** Files of containers, running or not. */
export class ContainerFiles implements FileOperations {
  constructor(
    private readonly connection: EngineConnection,
    private readonly copyOf: FindCopy,
  ) {}

  async statPath(name: string, path: string): Promise<PathStat> {
    return statPath(await this.connection.api(), place(name), path);
  }

  async listFolder(name: string, path: string): Promise<FolderListing> {
    const api = await this.connection.api();
    const { Id, Image, Mounts } = await inspect(api, name);
    return listFolder({
      api,
      place: place(Id),
      path,
      mounts: (Mounts ?? []).map((mount) => mount.Destination),
      image: () => this.copyOf(Image),
    });
  }

  async readArchive(name: string, path: string): Promise<PathArchive> {
    const api = await this.connection.api();
    const content = await api.stream({
      method: 'GET',
      path: `${place(name)}/archive`,
      query: { path },
      what: `Read ${path} of container ${name}`,
    });
    return { stat: readPathStat(content as IncomingMessage), content };
  }

  async writeArchive(
    name: string,
    path: string,
    content: Readable,
    options: WriteArchiveOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const api = await this.connection.api();
    await api.json({
      method: 'PUT',
      path: `${place(name)}/archive`,
      query: {
        path,
        noOverwriteDirNonDir: true,
        // Docker's switch says it the other way round: keep what the archive says.
        copyUIDGID: !options.ownedByUser,
      },
      stream: content,
      signal,
      what: `Write to ${path} of container ${name}`,
    });
  }

  async export(name: string): Promise<Readable> {
    const api = await this.connection.api();
    const { Id } = await inspect(api, name);
    return api.stream({
      method: 'GET',
      path: `${place(Id)}/export`,
      what: `Export container ${name}`,
    });
  }
}
