const first = 0x10; // ctrl-p
const second = 0x11; // ctrl-q

/** Finds Docker's detach keys, ctrl-p ctrl-q, in what is typed, also across chunks. */
export class DetachKeys {
  private pending = false;

  /** What to pass on, and whether the keys were seen; what follows them is dropped. */
  scan(chunk: Uint8Array): { readonly data: Buffer; readonly detached: boolean } {
    const out: number[] = [];
    for (const byte of chunk) {
      if (this.pending) {
        this.pending = false;
        if (byte === second) return { data: Buffer.from(out), detached: true };
        out.push(first);
      }
      if (byte === first) this.pending = true;
      else out.push(byte);
    }
    return { data: Buffer.from(out), detached: false };
  }
}
