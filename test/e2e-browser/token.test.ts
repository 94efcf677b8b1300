import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from './app.ts';
import { appAndBrowser } from './app-and-browser.ts';

const shared = appAndBrowser();

const started = (page: Page) => page.getByRole('button', { name: 'Empty design' }).waitFor();

test('the token of the printed address opens any tab, outlives a reload, and reaches no other server of the machine', async () => {
  const { address } = shared.app;
  const token = new URLSearchParams(new URL(address).hash.slice(1)).get('token') ?? '';
  expect(token).toHaveLength(32);
  const { page, problems } = await openPage(shared.browser, address);
  await started(page);
  expect(page.url()).toBe(new URL('/', address).href);
  await page.reload();
  await started(page);
  await expect.poll(() => page.context().cookies()).toEqual([]);

  const heard: IncomingMessage[] = [];
  const other = createServer((request, response) => {
    heard.push(request);
    response.end('<title>another program</title>');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const beside = await page.context().newPage();
  await beside.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  expect(heard.length).toBeGreaterThan(0);
  for (const { url, rawHeaders } of heard) expect([url, ...rawHeaders].join('\n')).not.toContain(token);
  other.close();

  // As typed by hand, without what stands behind the #; then with it, in the same tab.
  await beside.goto(new URL('/', address).href);
  const refusal = beside.getByRole('alert');
  await refusal.waitFor();
  await expect.poll(() => refusal.textContent()).toContain('Open the address that Layerloom printed');
  await beside.goto(address);
  await started(beside);
  expect(problems).toEqual([]);
  await page.context().close();
}, 120_000);
