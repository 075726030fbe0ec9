/** One command line that both programs run. */
export interface RunCase {
  readonly name: string;
  /** Options, image and command. `BASE` and `RICH` stand for the images, `DIR` for a folder of files. */
  readonly args: ReadonlyArray<string>;
  readonly input?: string;
  /** Paths into `inspect`'s document that have to be equal. */
  readonly fields?: ReadonlyArray<string>;
  /** What both have to say on standard error. */
  readonly says?: RegExp;
  /** Something differs, and this is why; then what ours does is written here. */
  readonly differs?: { readonly why: string; readonly ours: Partial<Outcome> };
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const sh = (script: string) => ['BASE', 'sh', '-c', script];
