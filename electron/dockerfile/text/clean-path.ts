/** The path without doubled slashes, `.` and `..`, as Go's `path.Clean` leaves it. */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const cleaned = parts.join('/');
  if (isAbsolute) return `/${cleaned}`;
  return cleaned === '' ? '.' : cleaned;
}
