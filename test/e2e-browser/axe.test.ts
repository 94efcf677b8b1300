import { expect, test } from 'vitest';
import { useSoftwareVulkan } from '../backends/webgpu/software-vulkan.ts';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';
import { seriousViolations } from './axe.ts';
import { Drawing } from './drawing.ts';
import { trainSweep, views } from './views.ts';

// So that a graphics adapter is among the devices.
useSoftwareVulkan();
const shared = appAndBrowser();

test('axe finds nothing serious on any view, in the colours of either theme', async () => {
  trainSweep(shared.app, ['--max-steps', '2']);
  const { page } = await openPage(shared.browser, shared.app.address, { bypassCSP: true });
  const drawing = new Drawing(page);
  const found: string[] = [];
  for (const { name, show } of views) {
    await show(drawing, true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await drawing.settle();
      // What is there is the same in both themes; its colours are not.
      const rules = colorScheme === 'light' ? undefined : ['color-contrast'];
      found.push(...(await seriousViolations(page, rules)).map((violation) => `${name}, ${colorScheme}: ${violation}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  expect(found).toEqual([]);
  await page.context().close();
}, 300_000);
