import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { encodeFrame, FrameReader } from '../../../engine/host/frames.ts';
import { AppServer } from '../../../engine/host/server/server.ts';
import { type FromHost, fromHost } from '../../../engine/host/shell-protocol.ts';

/** An engine that answers nothing and dies when told to. */
const silentEngine = { executable: process.execPath, args: ['-e', 'process.stdin.resume()'] };

/** A server on a folder of its own, with a page of one file. */
export class TestServer {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-server-')));
  readonly folder = join(this.root, 'chosen');
  readonly outside = join(this.root, 'outside');
  server!: AppServer;

  async start(engine = silentEngine): Promise<this> {
    for (const folder of [this.folder, this.outside, join(this.root, 'app', 'assets')])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.root, 'app', 'index.html'), '<p>the app</p>');
    writeFileSync(join(this.root, 'app', 'assets', 'index-1.js'), 'the script');
    writeFileSync(join(this.root, 'secret.json'), 'the secret');
    this.server = await AppServer.start({
      app: join(this.root, 'app'),
      folder: this.folder,
      runsFolder: join(this.folder, 'runs'),
      open: null,
      port: 0,
      dataFolder: join(this.root, 'data'),
      engine,
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.server.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  get port(): number {
    return Number(new URL(this.server.address).port);
  }

  get token(): string {
    return new URLSearchParams(new URL(this.server.address).hash.slice(1)).get('token') ?? '';
  }

  /** As a page of the app would: right host and origin, the token as a subprotocol. */
  get goodHeaders(): Record<string, string> {
    return { ...this.pageHeaders, 'sec-websocket-protocol': `layerloom, ${this.token}` };
  }

  get pageHeaders(): Record<string, string> {
    return { origin: `http://127.0.0.1:${this.port}` };
  }

  ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Bytes as they are; resolves to what comes back until the end. */
  raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.write(bytes));
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
  }

  /** Resolves to the open line, or to the status that it was refused with. */
  line(headers: Record<string, string> = this.goodHeaders, path = '/socket'): Promise<Line | number> {
    return new Promise((resolve, reject) => {
      // The library takes subprotocols by an argument of their own.
      const { 'sec-websocket-protocol': offered, ...others } = headers;
      const protocols = offered?.split(', ').filter(Boolean) ?? [];
      const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, protocols, { headers: others });
      const line = new Line(socket);
      socket.on('open', () => resolve(line));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', reject);
    });
  }

  async openLine(): Promise<Line> {
    const line = await this.line();
    if (typeof line === 'number') throw new Error(`refused with ${line}`);
    return line;
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One WebSocket as a page has it. */
export class Line {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #arrived: FromHost[] = [];
  #wake: () => void = () => {};
  #id = 1;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('message', (data: Buffer) => {
      this.#arrived.push(...new FrameReader().push(data).map(({ head }) => fromHost.parse(head)));
      this.#wake();
    });
  }

  /** The next message that fits; earlier ones that do not are dropped. */
  async next(fits: (message: FromHost) => boolean): Promise<FromHost> {
    for (;;) {
      for (let message = this.#arrived.shift(); message; message = this.#arrived.shift())
        if (fits(message)) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The answer's result, or the codes of its problems. */
  async ask(name: string, params: unknown): Promise<unknown> {
    const id = this.#id++;
    this.socket.send(encodeFrame({ type: 'ask', id, name, params }));
    return outcome(await this.next((m) => 'id' in m && m.id === id));
  }

  async call(name: string, params: unknown): Promise<unknown> {
    const id = this.#id++;
    this.socket.send(encodeFrame({ type: 'call', id, name, params }));
    return outcome(await this.next((m) => 'id' in m && m.id === id));
  }
}

function outcome(message: FromHost): unknown {
  if (message.type === 'answer' || message.type === 'result') return message.result;
  if (message.type === 'refusal' || message.type === 'problems') return message.problems.map((p) => p.code);
  return message;
}
