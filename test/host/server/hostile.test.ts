import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../engine/host/frames.ts';
import { LONGEST_MESSAGE } from '../../../engine/host/shell-protocol.ts';
import { TestServer } from './start-server.ts';

const app = new TestServer();
beforeAll(() => app.start());
afterAll(() => app.stop());

/** Headers with the port and the token of this server in their places. */
const filled = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      text.replace('TOKEN', app.token).replace('PORT', String(app.port)),
    ]),
  );

describe('requests', () => {
  test('the printed address gives the page, and a policy without eval; its token is in nothing that is sent, and no cookie is set', async () => {
    const address = new URL(app.server.address);
    expect(address.pathname + address.search).toBe('/');
    expect(app.token).toMatch(/^[\w-]{32}$/);
    const reply = await app.ask('/');
    expect(reply).toMatchObject({ status: 200, text: '<p>the app</p>' });
    expect(reply.headers['set-cookie']).toBeUndefined();
    const policy = reply.headers['content-security-policy'] ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).not.toContain('unsafe-eval');
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(await app.ask('/assets/index-1.js', app.pageHeaders)).toMatchObject({ status: 200, text: 'the script' });
  });

  test.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port as origin', { origin: 'http://127.0.0.1:1' }],
    ['a page without origin', { origin: 'null' }],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a script of another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'a frame in another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
  ])('with %s are refused', async (_, headers) => {
    const reply = await app.ask('/', Object.fromEntries(Object.entries<string>(headers)));
    expect(reply.status).toBe(403);
    expect(reply.text).not.toContain('the app');
  });

  test.each([
    ['no token', {}, 403],
    ['a wrong token', { authorization: 'Bearer guess' }, 403],
    ['a token of the right length', { authorization: `Bearer ${'A'.repeat(32)}` }, 403],
    ['the token as a cookie', { cookie: 'layerloom-PORT=TOKEN' }, 403],
    ['the token, from another site', { authorization: 'Bearer TOKEN', origin: 'http://evil.example' }, 403],
    ['the token', { authorization: 'Bearer TOKEN' }, 426],
  ])('for the socket, which a page makes to learn why it was refused, with %s', async (_, headers, status) => {
    expect(await app.ask('/socket', filled(headers))).toMatchObject({ status });
  });

  test.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example:PORT'])(
    'for the host %s are refused',
    async (host) => {
      const reply = await app.ask('/', { host: host.replace('PORT', String(app.port)) });
      expect(reply.status).toBe(400);
      expect(reply.text).not.toContain('the app');
    },
  );

  test.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/assets/../../secret.json',
    '/assets/..%5c..%5csecret.json',
    '/assets//../../secret.json',
    '/./../secret.json',
    '//secret.json',
    '/secret.json%00.js',
    '/.hidden.json',
    '/index.html/',
    '/assets',
    'http://127.0.0.1/secret.json',
  ])('for %s find nothing', async (path) => {
    const reply = await app.raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\nConnection: close\r\n\r\n`);
    expect(reply).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(reply).not.toContain('the secret');
  });

  test('with a body, or that change something, are refused', async () => {
    expect((await app.ask('/', app.pageHeaders, 'POST', 'x'.repeat(1000))).status).toBe(413);
    expect((await app.ask('/', app.pageHeaders, 'DELETE')).status).toBe(405);
    expect((await app.ask('/', { ...app.pageHeaders, 'x-long': 'x'.repeat(20_000) })).status).toBe(431);
  });

  test('that are no HTTP do no harm', async () => {
    expect(await app.raw('\u0000\u0001garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await app.ask('/', app.pageHeaders)).status).toBe(200);
  });

  test('reach it on 127.0.0.1 only', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address } of others.filter((a) => !a.internal && a.family === 'IPv4')) {
      await expect(reach(address, app.port)).rejects.toThrow('ECONNREFUSED');
    }
    await expect(reach('127.0.0.1', app.port)).resolves.toBeUndefined();
  });
});

describe('WebSockets', () => {
  test.each([
    ['without a token', { 'sec-websocket-protocol': '' }],
    ['with a wrong token', { 'sec-websocket-protocol': 'layerloom, guess' }],
    ['with a token of the right length', { 'sec-websocket-protocol': `layerloom, ${'A'.repeat(32)}` }],
    ['with the token for something else', { 'sec-websocket-protocol': 'chat, TOKEN' }],
    ['with the token as a cookie', { 'sec-websocket-protocol': '', cookie: 'layerloom-PORT=TOKEN' }],
    ['from another site', { origin: 'http://evil.example' }],
    ['from a page without origin', { origin: 'null' }],
    ['from a page over https', { origin: 'https://127.0.0.1:PORT' }],
  ])('%s are refused', async (_, headers) => {
    expect(await app.line({ ...app.goodHeaders, ...filled(headers) })).toBe(403);
  });

  test('without an origin, for another host, or elsewhere are refused', async () => {
    const { origin: _, ...withoutOrigin } = app.goodHeaders;
    expect(await app.line(withoutOrigin)).toBe(403);
    expect(await app.line({ ...app.goodHeaders, host: 'evil.example' })).toBe(400);
    expect(await app.line(app.goodHeaders, '/other')).toBe(404);
  });

  test('of a program that shows the token as a bearer are opened', async () => {
    const line = await app.line({ ...app.pageHeaders, authorization: `Bearer ${app.token}` });
    if (typeof line === 'number') throw new Error(`refused with ${line}`);
    expect(await line.ask('hello', {})).toMatchObject({ kind: 'browser' });
    line.socket.close();
  });

  test('that are refused are cut off, whatever the other end does', async () => {
    const socket = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true });
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n`;
    socket.write(`GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\n${upgrade}${key}\r\n`);
    const [said] = (await once(socket, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^HTTP\/1\.1 403 /);
    await once(socket, 'end');
    // This end stays open: writing tells whether the other one is there.
    const writes = setInterval(() => socket.write('x'), 50);
    await expect(once(socket, 'close')).rejects.toThrow(/EPIPE|ECONNRESET/);
    clearInterval(writes);
  });

  test('of a page are opened beside any number of connections that say nothing', async () => {
    const silent = Array.from({ length: 300 }, () => connect({ port: app.port, host: '127.0.0.1' }));
    let cut = 0;
    for (const socket of silent) socket.on('error', () => {}).on('close', () => cut++);
    await Promise.all(silent.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
    const line = await app.openLine();
    expect(await line.ask('hello', {})).toMatchObject({ kind: 'browser' });
    expect(cut).toBeGreaterThan(0);
    for (const socket of silent) socket.destroy();
    expect(await line.ask('hello', {})).toMatchObject({ kind: 'browser' });
    line.socket.close();
  });

  test('that send text, half a frame, two frames or too much are closed', async () => {
    const frame = encodeFrame({ type: 'ask', id: 1, name: 'hello', params: {} });
    for (const [data, code] of [
      ['{"type":"ask"}', 1003],
      [frame.slice(0, -1), 1007],
      [Buffer.concat([frame, frame]), 1007],
      [Buffer.from('garbage that is longer than a prefix'), 1007],
      [new Uint8Array(), 1007],
      [new Uint8Array(LONGEST_MESSAGE + 1), 1009],
    ] as const) {
      const line = await app.openLine();
      line.socket.send(data);
      expect(await line.closed).toBe(code);
    }
  });

  test('are answered when a message is not of the protocol, and closed when that goes on', async () => {
    const line = await app.openLine();
    for (const head of [null, 7, [], {}, { type: 'ask', id: 1, name: 'constructor' }, { type: 'call', id: 'x' }]) {
      line.socket.send(encodeFrame(head));
      expect(await line.next((m) => m.type === 'failure')).toMatchObject({ id: -1 });
    }
    for (let i = 0; i < 20; i++) line.socket.send(encodeFrame({ type: 'nonsense' }));
    expect(await line.closed).toBe(1007);
  });

  test('have their arguments checked, and only what this host offers', async () => {
    const line = await app.openLine();
    expect(await line.ask('files.read', { path: 7 })).toEqual(['host.refused']);
    expect(
      await line.ask('drafts.store', { id: '../../evil', path: null, name: 'x', text: '', revision: null }),
    ).toEqual(['host.refused']);
    expect(await line.ask('files.choose', { purpose: 'openDesign', suggested: null })).toEqual(['host.refused']);
    line.socket.close();
  });
});

describe('files', () => {
  test('below the chosen folder are read and written; nothing else is', async () => {
    mkdirSync(join(app.folder, 'deep'));
    mkdirSync(join(app.folder, '.hidden'));
    writeFileSync(join(app.folder, 'deep', 'net.loom.json'), 'the design');
    writeFileSync(join(app.folder, '.hidden', 'key.json'), 'the secret');
    writeFileSync(join(app.outside, 'other.json'), 'the secret');
    symlinkSync(app.outside, join(app.folder, 'link'));
    symlinkSync(join(app.outside, 'other.json'), join(app.folder, 'link.json'));
    const line = await app.openLine();
    const path = join(app.folder, 'deep', 'net.loom.json');
    expect(await line.ask('files.read', { path })).toMatchObject({ path, name: 'net.loom.json', text: 'the design' });
    const refusals: Record<string, unknown> = {};
    for (const hostile of [
      join(app.outside, 'other.json'),
      `${app.folder}/../outside/other.json`,
      `${app.folder}/deep/../../outside/other.json`,
      join(app.folder, 'link', 'other.json'),
      join(app.folder, 'link.json'),
      join(app.folder, '.hidden', 'key.json'),
      `${app.folder}-beside/x.json`,
      '/etc/passwd',
      '/etc/passwd\0.json',
    ]) {
      refusals[hostile] = [
        await line.ask('files.read', { path: hostile }),
        await line.ask('files.write', { path: hostile, text: 'evil', revision: null }),
      ].flat();
    }
    expect(Object.entries(refusals).filter(([, codes]) => String(codes) !== 'file.notAllowed,file.notAllowed')).toEqual(
      [],
    );
    expect(Object.keys(refusals)).toHaveLength(9);
    expect(readFileSync(join(app.outside, 'other.json'), 'utf8')).toBe('the secret');
    expect(await line.ask('files.write', { path: join(app.folder, 'new.sh'), text: '', revision: null })).toEqual([
      'file.wrongKind',
    ]);
    expect(await line.ask('files.list', { folder: app.outside, purpose: 'openDesign' })).toEqual(['file.notAllowed']);
    line.socket.close();
  });

  test('that a call names are held to the same', async () => {
    const line = await app.openLine();
    const design = { kind: 'template', spec: 'template:lenet' };
    const evil = join(app.outside, 'evil');
    for (const [name, params] of [
      ['train', { design, data: { path: 'builtin:digits' }, settings: {}, out: evil }],
      ['train', { design, data: { path: app.outside }, settings: {}, out: null }],
      ['evaluate', { run: evil }],
      ['predict', { run: join(app.folder, 'run'), images: ['/etc/passwd'] }],
      ['export', { design, file: `${evil}.onnx` }],
      ['verify', { file: join(app.folder, 'a.onnx'), run: evil }],
    ] as const) {
      expect([name, await line.call(name, params)]).toEqual([name, ['file.notAllowed']]);
    }
    expect(await line.call('export', { design, file: join(app.folder, 'evil.sh') })).toEqual(['file.wrongKind']);
    expect(existsSync(evil)).toBe(false);
    line.socket.close();
  });
});

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
