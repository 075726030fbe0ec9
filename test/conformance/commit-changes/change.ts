import type { LayerEntry } from '../../../shared/model/layer';

/** One change to a container, made by both programs on the same image, committed by both. */
export interface Change {
  readonly name: string;
  /** Shell on this machine, in the row's folder of the image (`/t/<slug>`), before it is packed. */
  readonly before?: string;
  /** Shell in the container, in the row's folder. */
  readonly change: string;
  /** What `diff` says, in its order of paths: relative to the row's folder, absolute outside of it. */
  readonly diff: ReadonlyArray<string>;
  /** Device nodes: an ordinary user makes none. */
  readonly needsRoot?: true;
  /**
   * Folders that Docker's layer marks opaque although the image has no folder there: Linux marks those
   * that take another file's place or are renamed (ovl_create_over_whiteout, ovl_rename), and Docker
   * writes it down. It changes nothing, and ours is not written.
   */
  readonly idleMarks?: ReadonlyArray<string>;
  /** Something else differs, and this is why; then what Docker has is written here. */
  readonly differs?: {
    readonly why: string;
    /** In the entries of its layer; paths that ours lacks are whole entries. */
    readonly layer?: Readonly<Record<string, Partial<LayerEntry>>>;
    /** In what a container of our image shows there: words for those here. */
    readonly shown?: ReadonlyArray<readonly [here: string, there: string]>;
  };
  /** In a container of its own, and how; all others share one. */
  readonly own?: OwnContainer;
}

export interface OwnContainer {
  /** Options of `run`; `VOLUME` stands for the name of a volume, `DIR` for a folder of this machine. */
  readonly options?: ReadonlyArray<string>;
  /** `none`: made, never started. `running`: committed while it runs. Else it has ended. */
  readonly state?: 'none' | 'running' | 'paused';
  /** Started a second time before it is committed. */
  readonly twice?: true;
  /** A change to a container of the committed image; its layer is what is compared. */
  readonly again?: string;
  /** Copied into the container (`cp`): content and place. */
  readonly copy?: readonly [content: string, path: string];
  /** Files that are written all the time: what `diff` names of them has to be there, and no more is compared. */
  readonly volatile?: ReadonlyArray<string>;
  /** Run in containers of the committed images: has to print this. */
  readonly holds?: readonly [command: string, output: string];
}

export function slugOf({ name }: Change): string {
  return name.replaceAll(/[^a-z0-9]+/g, '-');
}

/** Below the row's folder relative to it (`.` is the folder), else absolute. */
export function relativePath(change: Change, path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path}`;
  const folder = `/t/${slugOf(change)}`;
  if (absolute === folder) return '.';
  return absolute.startsWith(`${folder}/`) ? absolute.slice(folder.length + 1) : absolute;
}
