import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request must show before anything is done with it. */
export interface Access {
  readonly port: number;
  readonly token: string;
}

export type Verdict =
  | { readonly allowed: true; readonly setCookie: boolean }
  | { readonly allowed: false; readonly status: 400 | 403; readonly reason: string };

/**
 * Host against DNS rebinding, Origin and Sec-Fetch-Site against other pages in the same browser, the token against other users of the machine.
 * The token comes once in the address that was printed, afterwards as a cookie (of this port: cookies do not keep ports apart), or as a
 * bearer for programs.
 */
export function judge(headers: IncomingHttpHeaders, url: URL, access: Access, isWebSocket: boolean): Verdict {
  const { port } = access;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) return refuse(400, 'This address is not one that Layerloom serves.');
  const { origin } = headers;
  if (origin === undefined ? isWebSocket : origin !== `http://${headers.host}`) {
    return refuse(403, 'Requests from other pages are refused.');
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return refuse(403, 'Requests from other pages are refused.');
  }
  const inAddress = !isWebSocket && url.pathname === '/' && isToken(url.searchParams.get('token'), access);
  if (inAddress) return { allowed: true, setCookie: true };
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (isToken(cookieOf(headers, port), access) || isToken(bearer, access)) return { allowed: true, setCookie: false };
  return refuse(403, 'Open the address that Layerloom printed when it started: it holds the token of this start.');
}

export const cookieName = (port: number): string => `layerloom-${port}`;

function refuse(status: 400 | 403, reason: string): Verdict {
  return { allowed: false, status, reason };
}

function cookieOf({ cookie }: IncomingHttpHeaders, port: number): string | undefined {
  const prefix = `${cookieName(port)}=`;
  return cookie
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix))
    ?.slice(prefix.length);
}

function isToken(given: string | null | undefined, { token }: Access): boolean {
  if (!given) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
