import type { TimelineEntry } from '../../../../shared/model/snapshot';

/** A point of the line: the image that a container was started from, or a snapshot. */
export interface TimelinePoint {
  readonly imageId: string;
  readonly name: string;
  /** Null for an image that is no snapshot of this line. */
  readonly entry: TimelineEntry | null;
}

/** The line from the image it began with, oldest first; each image once. */
export function pointsOf(entries: ReadonlyArray<TimelineEntry>): ReadonlyArray<TimelinePoint> {
  const points = new Map<string, TimelinePoint>();
  for (const entry of entries) {
    const { parentImageId, parentImageName, imageId } = entry;
    if (!points.has(parentImageId))
      points.set(parentImageId, { imageId: parentImageId, name: parentImageName, entry: null });
    const name = entry.names[0] ?? imageId.replace('sha256:', '').slice(0, 12);
    points.set(imageId, { imageId, name, entry });
  }
  return [...points.values()];
}

/** The two points that are compared: the earlier one first. */
export interface Compared {
  readonly before: string;
  readonly after: string;
}

/** At first the last snapshot beside the point before it; null where there is but one point. */
export function firstCompared(points: ReadonlyArray<TimelinePoint>): Compared | null {
  const after = points.at(-1);
  const before = points.at(-2);
  return after === undefined || before === undefined
    ? null
    : { before: before.imageId, after: after.imageId };
}

/** Takes a point in: it replaces the one of the two that it is nearer to. */
export function withPoint(
  points: ReadonlyArray<TimelinePoint>,
  compared: Compared,
  imageId: string,
): Compared {
  const at = (id: string): number => points.findIndex((point) => point.imageId === id);
  const [first, last, now] = [at(compared.before), at(compared.after), at(imageId)];
  if (now === first || now === last) return compared;
  const isNearerToFirst = Math.abs(now - first) < Math.abs(now - last);
  const [a, b] = isNearerToFirst ? [now, last] : [first, now];
  const idAt = (index: number): string => points[index]?.imageId ?? '';
  return { before: idAt(Math.min(a, b)), after: idAt(Math.max(a, b)) };
}
