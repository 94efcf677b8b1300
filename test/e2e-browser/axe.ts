import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe calls serious or critical in what is shown, each with its place; of all rules, or of some. axe comes in as
 * text: the page's own policy lets no script in from elsewhere.
 */
export async function seriousViolations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const options: axe.RunOptions = { resultTypes: ['violations'], ...(only && { runOnly: [...only] }) };
    const found = await loaded.run(document, options);
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
  }, rules);
}
