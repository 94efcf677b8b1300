import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SOCKET_PROTOCOL } from '../shell-protocol.ts';

/** What a request must show before anything is done with it. */
export interface Access {
  readonly port: number;
  readonly token: string;
}

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly status: 400 | 403; readonly reason: string };

/**
 * Host against DNS rebinding, Origin and Sec-Fetch-Site against other pages in the same browser. That is all for the
 * app's own files, which hold no secret. `socket`: what asks for the page's line must also show the token, against
 * other users of the machine. The token stands behind the `#` of the address that was printed, which no browser sends
 * anywhere; the page gives it as a subprotocol of its WebSocket, a program as a bearer. It is no cookie: cookies do not
 * keep ports apart, and every other server on 127.0.0.1 would get it.
 */
export function judge(headers: IncomingHttpHeaders, access: Access, wants: 'file' | 'socket'): Verdict {
  const { port } = access;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) return refuse(400, 'This address is not one that Layerloom serves.');
  const { origin, upgrade } = headers;
  if (origin === undefined ? upgrade !== undefined : origin !== `http://${headers.host}`) {
    return refuse(403, 'Requests from other pages are refused.');
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return refuse(403, 'Requests from other pages are refused.');
  }
  if (wants === 'file' || tokensIn(headers).some((given) => isToken(given, access))) return { allowed: true };
  return refuse(403, 'Open the address that Layerloom printed when it started: it holds the token of this start.');
}

function refuse(status: 400 | 403, reason: string): Verdict {
  return { allowed: false, status, reason };
}

function tokensIn(headers: IncomingHttpHeaders): readonly string[] {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const [protocol, ...others] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return [...(bearer === undefined ? [] : [bearer]), ...(protocol === SOCKET_PROTOCOL ? others : [])];
}

function isToken(given: string, { token }: Access): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
