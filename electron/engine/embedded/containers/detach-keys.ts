import { DarkroomError } from '../../../../shared/errors';

const defaultKeys = 'ctrl-p,ctrl-q';
const controls: ReadonlyArray<string> = [...'@abcdefghijklmnopqrstuvwxyz[\\]^_'];

/** Finds the detach keys, docker's ctrl-p ctrl-q or others, in what is typed, also across chunks. */
export class DetachKeys {
  private readonly keys: ReadonlyArray<number>;
  /** How many of the keys were typed last. */
  private matched = 0;

  /** `ctrl-x` or single letters, with commas between, as docker's --detach-keys. INVALID_ARGUMENT. */
  constructor(text: string = defaultKeys) {
    this.keys = (text === '' ? defaultKeys : text).split(',').map((key) => keyCode(key, text));
  }

  /** What to pass on, and whether the keys were seen; what follows them is dropped. */
  scan(chunk: Uint8Array): { readonly data: Buffer; readonly detached: boolean } {
    const out: number[] = [];
    for (const byte of chunk) {
      if (byte !== this.keys[this.matched]) {
        out.push(...this.keys.slice(0, this.matched));
        this.matched = 0;
      }
      if (byte === this.keys[this.matched]) {
        this.matched += 1;
        if (this.matched < this.keys.length) continue;
        this.matched = 0;
        return { data: Buffer.from(out), detached: true };
      }
      out.push(byte);
    }
    return { data: Buffer.from(out), detached: false };
  }
}

function keyCode(key: string, whole: string): number {
  const control = /^ctrl-(.)$/i.exec(key)?.[1];
  if (control !== undefined) {
    const code = controls.indexOf(control.toLowerCase());
    if (code !== -1) return code;
  } else if (key.length === 1 && key.charCodeAt(0) < 128) return key.charCodeAt(0);
  throw new DarkroomError(
    'INVALID_ARGUMENT',
    `invalid detach keys (${whole}): Unknown character: '${key}'`,
    {
      hint: 'Write letters or ctrl-letter, with commas between: ctrl-p,ctrl-q.',
    },
  );
}
