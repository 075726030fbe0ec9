import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds serious or critical on the page as it stands: rule, and where. */
export async function seriousViolations(page: Page): Promise<ReadonlyArray<string>> {
  return (await violationsOf(page))
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(line);
}

/** Also what it finds moderate or minor. */
export async function allViolations(page: Page): Promise<ReadonlyArray<string>> {
  return (await violationsOf(page)).map(line);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly where: ReadonlyArray<string>;
}

const line = ({ id, where }: Violation) => `${id}: ${where.join(' | ')}`;

async function violationsOf(page: Page): Promise<ReadonlyArray<Violation>> {
  // Evaluated by the debugger: the page's own policy would not let a script in.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const runner = (window as unknown as { readonly axe: typeof axe }).axe;
    const results = await runner.run(document, { resultTypes: ['violations'] });
    return results.violations.map(({ id, impact, nodes }) => ({
      id,
      impact: impact ?? 'minor',
      where: nodes.slice(0, 5).map((node) => node.target.join(' ')),
    }));
  });
}
