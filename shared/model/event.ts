/** Something that happened to a container, an image or a volume, in moby's words (api/types/events). */
export interface EngineEvent {
  readonly type: string;
  /** `start`, `die`, `exec_create: sh -c ls`, … */
  readonly action: string;
  /** Of what it happened to; volumes have their name. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970 in digits: more than a number holds. */
  readonly timeNanos: string;
}

/** From when to when; null: from now, and for as long as somebody listens. */
export interface EventRange {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}
