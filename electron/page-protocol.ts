import { contentSecurityPolicy, staticFile } from '../engine/host/shell/static-files.ts';
import { pageOrigin } from './api.ts';

/** Answers the page's own requests from the built app's folder; nothing else has an address here. */
export function respond(folder: string, address: string, method: string): Response {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isOurs = url !== null && `${url.protocol}//${url.host}` === pageOrigin;
  const file = isOurs && method === 'GET' ? staticFile(folder, url.pathname) : null;
  if (!file) return new Response('There is no such file.', { status: 404 });
  return new Response(Uint8Array.from(file.bytes), {
    headers: {
      'Content-Type': file.type,
      'Content-Security-Policy': contentSecurityPolicy([]),
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
    },
  });
}
