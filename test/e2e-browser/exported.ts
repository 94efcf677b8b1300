import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';

/** An SVG in a page that has nothing of the app, two pixels a point. */
export async function openElsewhere(browser: Browser, svg: string): Promise<Page> {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1200, height: 1200 } });
  await page.setContent(`<style>*{margin:0}</style>${svg}`);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  return page;
}

/** Part of the pixels that are clearly not the same in two pictures of one size. */
export async function differing(a: Buffer, b: Buffer): Promise<number> {
  const [one, other] = await Promise.all(
    [a, b].map((bytes) => sharp(bytes).flatten().greyscale().raw().toBuffer({ resolveWithObject: true })),
  );
  const { width, height } = one!.info;
  if (other!.info.width !== width || other!.info.height !== height) return 1;
  return one!.data.filter((value, i) => Math.abs(value - other!.data[i]!) > 64).length / (width * height);
}
