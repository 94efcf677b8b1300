import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type EngineCommand, EngineProcess } from '../shell/engine-process.ts';
import { Shell, type ShellOptions } from '../shell/shell.ts';
import { contentSecurityPolicy, staticFile } from '../shell/static-files.ts';
import { type FromHost, LONGEST_MESSAGE, SOCKET_PROTOCOL } from '../shell-protocol.ts';
import { type Access, judge } from './access.ts';
import { listFolder } from './folder-listing.ts';
import { PageConnection } from './page-connection.ts';

export interface ServerOptions extends Omit<ShellOptions, 'kind'> {
  readonly folder: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built app lies: index.html and assets/. */
  readonly app: string;
  readonly engine: EngineCommand;
}

const MOST_PAGES = 16;
/** Connections that are no page's. One more, and the oldest of them goes: nobody can take the places of all others. */
const MOST_STRANGERS = 256;
const REQUEST_TIMEOUT_MS = 10_000;
/** How often that is looked at. */
const TIMEOUT_CHECK_MS = 2000;
/** For a client to take a refusal, before it is cut off. */
const FAREWELL_MS = 1000;

const SOCKET = '/socket';
const TOO_MANY = 'Too many windows are open.';

/** The app in a browser: static files, and one WebSocket a page. Listens on 127.0.0.1 only. */
export class AppServer {
  readonly #app: string;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #shell: Shell;
  readonly #engine: EngineProcess;
  readonly #pages = new Set<PageConnection>();
  /** The oldest first. */
  readonly #strangers = new Set<Duplex>();
  #access: Access = { port: 0, token: randomBytes(24).toString('base64url') };
  #nextPage = 1;

  /** Resolves when it listens. Rejects where the port is taken. */
  static async start(options: ServerOptions): Promise<AppServer> {
    const server = new AppServer(options);
    await server.#listen(options.port).catch(async (error: unknown) => {
      await server.#engine.close();
      server.#shell.drafts.close();
      throw error;
    });
    return server;
  }

  private constructor(options: ServerOptions) {
    this.#app = options.app;
    const shell: Shell = new Shell(
      { ...options, kind: 'browser' },
      { 'files.list': ({ folder, purpose }) => listFolder(shell.grants, folder, purpose) },
    );
    this.#shell = shell;
    this.#engine = new EngineProcess(options.engine, (event) => this.#broadcast({ type: 'shell', event }));
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: LONGEST_MESSAGE,
      perMessageDeflate: false,
      handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL,
    });
    this.#http = createServer(
      {
        maxHeaderSize: 16_384,
        headersTimeout: REQUEST_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      },
      (request, response) => this.#respond(request, response),
    );
    this.#http.on('connection', (socket) => this.#arrive(socket));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** What to open in the browser; holds the token, where a browser keeps it to itself. */
  get address(): string {
    return `http://127.0.0.1:${this.#access.port}/#token=${this.#access.token}`;
  }

  get enginePid(): number | null {
    return this.#engine.pid;
  }

  async close(): Promise<void> {
    const ended = this.#engine.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#shell.drafts.close();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await Promise.all([ended, closed]);
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', () => {
        this.#access = { ...this.#access, port: (this.#http.address() as AddressInfo).port };
        resolve();
      });
    });
  }

  #broadcast(message: FromHost): void {
    for (const page of this.#pages) page.send(message);
  }

  #arrive(socket: Duplex): void {
    this.#strangers.add(socket);
    socket.on('close', () => this.#strangers.delete(socket));
    const [oldest] = this.#strangers;
    if (this.#strangers.size > MOST_STRANGERS) oldest?.destroy();
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    const url = urlOf(request);
    if (!url) return this.#refuse(response, 400, 'This is no address.');
    const verdict = judge(request.headers, this.#access, url.pathname === SOCKET ? 'socket' : 'file');
    if (!verdict.allowed) return this.#refuse(response, verdict.status, verdict.reason);
    if (hasBody(request)) return this.#refuse(response, 413, 'Requests have no body here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return this.#refuse(response, 405, 'Only GET is answered here.');
    }
    if (url.pathname === SOCKET) return this.#wouldUpgrade(response);
    const file = staticFile(this.#app, url.pathname);
    if (!file) return this.#refuse(response, 404, 'There is no such file.');
    this.#setHeaders(response);
    response.setHeader('Content-Type', file.type);
    response.setHeader('Content-Length', file.bytes.length);
    response.setHeader('Cache-Control', file.isHashed ? 'private, max-age=31536000, immutable' : 'no-store');
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  /** A browser does not tell a page why its WebSocket was refused: the page asks the same address for it. */
  #wouldUpgrade(response: ServerResponse): void {
    if (this.#isFull) return this.#refuse(response, 503, TOO_MANY);
    this.#setHeaders(response);
    response.writeHead(426, { Upgrade: 'websocket' }).end();
  }

  get #isFull(): boolean {
    return this.#pages.size >= MOST_PAGES;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const url = urlOf(request);
    if (!url) return endSocket(socket, 400, 'This is no address.');
    const verdict = judge(request.headers, this.#access, 'socket');
    if (!verdict.allowed) return endSocket(socket, verdict.status, verdict.reason);
    if (url.pathname !== SOCKET) return endSocket(socket, 404, 'There is no such socket.');
    if (this.#isFull) return endSocket(socket, 503, TOO_MANY);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#strangers.delete(socket);
      const page = new PageConnection(webSocket, this.#nextPage++, this.#shell, this.#engine);
      this.#pages.add(page);
      webSocket.on('close', () => this.#pages.delete(page));
    });
  }

  #refuse(response: ServerResponse, status: number, reason: string): void {
    this.#setHeaders(response);
    response.statusCode = status;
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    // A body that was refused is not read.
    response.setHeader('Connection', 'close');
    response.end(`${reason}\n`);
  }

  #setHeaders(response: ServerResponse): void {
    const { port } = this.#access;
    response.setHeader(
      'Content-Security-Policy',
      contentSecurityPolicy([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]),
    );
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  }
}

function urlOf({ url }: IncomingMessage): URL | null {
  // Joined as texts: `//other/path` is a path here, and no other host's address.
  const whole = `http://127.0.0.1${url}`;
  return url?.startsWith('/') && URL.canParse(whole) ? new URL(whole) : null;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Also one whose other end stays open, or takes nothing. */
function endSocket(socket: Duplex, status: number, reason: string): void {
  const said = `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`;
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  socket.end(said);
}
