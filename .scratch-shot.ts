import { App, openPage } from './test/e2e-browser/app.ts';
import { launchChromium } from './test/e2e-browser/chromium.ts';
import { Drawing } from './test/e2e-browser/drawing.ts';
const app = await App.start();
const browser = await launchChromium();
for (const colorScheme of ['light','dark'] as const) {
const { page, problems } = await openPage(browser, app.address, { colorScheme });
const drawing = new Drawing(page);
await drawing.startFrom('cifar_resnet');
await page.getByRole('button', { name: 'Train', exact: true }).click();
await page.waitForSelector('.line-chart', {timeout: 120000});
await page.waitForTimeout(9000);
await page.screenshot({ path: `/tmp/wb-${colorScheme}.png` });
console.log(problems);
await page.context().close();
}
await browser.close(); await app.stop();
