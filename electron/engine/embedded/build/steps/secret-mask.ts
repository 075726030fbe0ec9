const mask = '*****';
/** Shorter ones would be found in all kinds of words. */
const shortest = 4;

/**
 * Takes the values of a step's secrets out of what it prints: logs are kept on disk. Finds them also where
 * they arrive in pieces, and the lines of one that has several.
 */
export class SecretMask {
  private readonly values: ReadonlyArray<string>;
  private held = '';

  constructor(secrets: ReadonlyArray<string>) {
    const all = secrets.flatMap((secret) => [secret.trim(), ...secret.split(/\r?\n/)]);
    const long = all.map((value) => value.trim()).filter(({ length }) => length >= shortest);
    // the longest first: one may be a part of another
    this.values = [...new Set(long)].sort((a, b) => b.length - a.length);
  }

  /** What can be shown by now; an end that may become a secret waits for what follows. */
  push(text: string): string {
    if (this.values.length === 0) return text;
    const masked = this.values.reduce(
      (rest, value) => rest.replaceAll(value, mask),
      this.held + text,
    );
    const heldLength = Math.max(...this.values.map((value) => overlap(masked, value)));
    this.held = masked.slice(masked.length - heldLength);
    return masked.slice(0, masked.length - heldLength);
  }

  end(): string {
    const { held } = this;
    this.held = '';
    return held;
  }
}

/** How many characters at the end of a text begin the value. */
function overlap(text: string, value: string): number {
  for (let length = Math.min(text.length, value.length - 1); length > 0; length -= 1) {
    if (text.endsWith(value.slice(0, length))) return length;
  }
  return 0;
}
