import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { PantherError } from '../../../src/model/errors.ts';
import type { FleetEvent } from '../../../src/model/fleet.ts';
import { realTiming, type Timing } from '../../../src/provision/fleet/timing.ts';
import { type WebHook, webHook } from '../../../src/provision/fleet/web-hook.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Listener {
  url: string;
  bodies: string[];
  requests: IncomingMessage[];
}

/** A web server that answers as a test says, and remembers what it was told. */
async function listener(t: ExecutionContext, answer: Answer): Promise<Listener> {
  const heard: Listener = { url: '', bodies: [], requests: [] };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      heard.bodies.push(body);
      heard.requests.push(request);
      answer(request, response, body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  heard.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return heard;
}

/** A clock that waits for nothing, so that five tries take no minute. */
const END_MS = 5000;
const impatient: Timing = {
  ...realTiming(),
  sleep: (ms, signal) => realTiming().sleep(ms === END_MS ? ms : Math.min(ms, 20), signal),
};

const event = (host: string, more: Partial<FleetEvent> = {}): FleetEvent => ({
  event: 'step',
  run: 'web',
  at: '2026-01-01T00:00:00.000Z',
  host,
  step: 'installed',
  phase: 'begin',
  attempt: 1,
  ...more,
});

function hookTo(url: string, timing = impatient): { hook: WebHook; said: string[] } {
  const said: string[] = [];
  return { hook: webHook(url, timing, (text) => void said.push(text)), said };
}

test('each event is posted as JSON, in order, and none is left at the end', async (t) => {
  const server = await listener(t, (_, response) => response.writeHead(204).end());
  const { hook, said } = hookTo(server.url);
  for (const name of ['a', 'b', 'c']) hook.tell(event(name));
  t.is(await hook.close(END_MS), 0);
  t.deepEqual(
    server.bodies.map((body) => JSON.parse(body).host),
    ['a', 'b', 'c'],
  );
  t.is(server.requests[0]?.method, 'POST');
  t.is(server.requests[0]?.headers['content-type'], 'application/json');
  t.deepEqual(said, []);
});

test('a listener that fails is told again, in order; what it never takes is dropped and counted', async (t) => {
  let times = 0;
  const server = await listener(t, (_, response) =>
    response.writeHead(++times < 3 ? 503 : 200).end(),
  );
  const { hook } = hookTo(server.url);
  hook.tell(event('a'));
  hook.tell(event('b'));
  t.is(await hook.close(END_MS), 0);
  t.deepEqual(
    server.bodies.map((body) => JSON.parse(body).host),
    ['a', 'a', 'a', 'b'],
  );

  const broken = await listener(t, (_, response) => response.writeHead(500).end());
  const second = hookTo(broken.url);
  second.hook.tell(event('a'));
  t.is(await second.hook.close(END_MS), 1);
  t.is(broken.bodies.length, 5);
  t.deepEqual(second.said, ['1 event was not delivered to the web-hook']);
});

test('what a listener refuses for its content is not told again', async (t) => {
  const server = await listener(t, (_, response) => response.writeHead(400).end());
  const { hook } = hookTo(server.url);
  hook.tell(event('a'));
  t.is(await hook.close(END_MS), 1);
  t.is(server.bodies.length, 1);
});

test('a redirect leads nowhere: events go to the address that was given, or nowhere', async (t) => {
  const other = await listener(t, (_, response) => response.end());
  const server = await listener(t, (_, response) =>
    response.writeHead(307, { location: other.url }).end(),
  );
  const { hook } = hookTo(server.url);
  hook.tell(event('a'));
  t.is(await hook.close(END_MS), 1);
  t.deepEqual(other.bodies, []);
});

test('a listener that hangs, or is not there, keeps nobody waiting longer than the end allows', async (t) => {
  const hanging = await listener(t, () => undefined);
  const endless = await listener(t, (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(1000)), 10);
    response.on('close', () => clearInterval(timer));
  });
  for (const url of [hanging.url, 'http://127.0.0.1:1/hook', 'http://no-such-host.invalid/hook']) {
    const { hook } = hookTo(url, realTiming());
    const start = performance.now();
    for (let count = 0; count < 1000; count += 1) hook.tell(event(`host-${count}`));
    t.true(performance.now() - start < 3000, `${url}: telling takes no time`);
    t.is(await hook.close(200), 1000, url);
    t.true(performance.now() - start < 5000, url);
  }
  const { hook } = hookTo(endless.url);
  hook.tell(event('a'));
  t.is(await hook.close(END_MS), 0, 'what it answers is not read');
});

test('too many events for a slow listener: the oldest are dropped, and memory stays what it is', async (t) => {
  const server = await listener(t, () => undefined);
  const { hook, said } = hookTo(server.url, realTiming());
  for (let count = 0; count < 12_000; count += 1) hook.tell(event(`host-${count}`));
  t.is(await hook.close(50), 12_000);
  t.regex(said.join(), /^12000 events/);
});

test('a user and a password of the address go where HTTP has them, and are never shown', async (t) => {
  const server = await listener(t, (_, response) => response.end());
  const { hook } = hookTo(server.url.replace('//', '//ops:p%40ss@'));
  hook.tell(event('a'));
  t.is(await hook.close(END_MS), 0);
  const login = Buffer.from('ops:p@ss').toString('base64');
  t.is(server.requests[0]?.headers.authorization, `Basic ${login}`);
  for (const bad of ['ftp://ops:secret@example.org', 'file:///etc/passwd', 'https//ops:secret@x']) {
    const error = t.throws(() => hookTo(bad), { instanceOf: PantherError }, bad);
    t.is(error?.failure, 'usage');
    t.false(error?.message.includes('secret'), error?.message);
  }
});
