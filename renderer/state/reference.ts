/** What can stand in an image's name, for hints while typing; the engine has the last word. */
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9-]+)*(?::[0-9]+)?|\\[[a-fA-F0-9:]+\\](?::[0-9]+)?)';
const namePattern = new RegExp(
  `^(?:${host}/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?$`,
);

export function isImageName(text: string): boolean {
  return text.length <= 255 && namePattern.test(text);
}

/** Makes a repository name out of anything: a container's name, a folder's name. */
export function asRepository(text: string): string {
  const cleaned = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return cleaned === '' ? 'image' : cleaned;
}

/** `web-snapshot:2026-11-23`, with the time added when that name is taken. */
export function snapshotName(container: string, taken: ReadonlySet<string>, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `${asRepository(container)}-snapshot:${day}`;
  if (!taken.has(name)) return name;
  return `${name}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
