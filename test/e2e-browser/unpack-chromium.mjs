/**
 * Unpacks the registry's Chromium into the temporary folder that it was started with: the package knows no other place.
 */
import chromium, { inflate } from '@sparticuz/chromium';

await chromium.executablePath();
const bin = new URL('../bin/', import.meta.resolve('@sparticuz/chromium'));
await inflate(new URL('al2023.tar.br', bin).pathname);
