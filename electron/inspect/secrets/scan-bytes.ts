/** ELF's magic number. */
export function isProgram(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32BE(0) === 0x7f454c46;
}

export function leadingSpace(value: string): number {
  return value.length - value.trimStart().length;
}

export function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
