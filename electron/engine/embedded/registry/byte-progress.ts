import type { WorkContext } from '../../engine';

/** Adds up the bytes of several transfers; one that begins anew takes its bytes back. */
export class ByteProgress {
  private done = 0;
  private total: number | null = 0;

  constructor(
    private readonly work: WorkContext,
    private readonly label: string,
  ) {}

  /** `null`: nobody knows yet. */
  expect(bytes: number | null): void {
    this.total = bytes === null || this.total === null ? null : this.total + bytes;
    this.report();
  }

  add(bytes: number): void {
    this.done += bytes;
    this.report();
  }

  private report(): void {
    const { done, total, label } = this;
    this.work.progress({ done, total, unit: 'bytes', label });
  }
}
