import type { Services } from './services';

/**
 * Opens the services once, beside the window and not before it. After a failed attempt the next
 * `get` tries again: that is what Retry in the window does.
 */
export class ServicesHolder {
  private opening: Promise<Services> | null = null;

  constructor(
    private readonly open: () => Promise<Services>,
    private readonly onOpened: (services: Services) => void,
  ) {}

  readonly get = (): Promise<Services> => {
    this.opening ??= this.attempt();
    return this.opening;
  };

  /** Cancels what runs and closes everything; harmless when nothing was opened. */
  async dispose(): Promise<void> {
    const services = await this.opening?.catch(() => null);
    await services?.dispose();
  }

  private async attempt(): Promise<Services> {
    try {
      const services = await this.open();
      this.onOpened(services);
      return services;
    } catch (error) {
      this.opening = null;
      throw error;
    }
  }
}
