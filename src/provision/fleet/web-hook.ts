import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { FleetEvent } from '../../model/fleet.ts';
import { backoffMs, type Timing } from './timing.ts';

/** Tells a web address of events; nobody ever waits for it. */
export interface WebHook {
  tell(event: FleetEvent): void;
  /** Waits a moment for what is not delivered yet. Returns how many events were not. */
  close(waitMs: number): Promise<number>;
}

const QUEUE = 10_000;
const TRIES = 5;
const POST_MS = 10_000;

/**
 * POSTs each event as a JSON document, in order. A failed delivery is tried again with growing waits and
 * then dropped, the oldest first where too many wait: an install never depends on who listens.
 * Events hold no address, key or secret.
 */
export function webHook(url: string, timing: Timing, complain: (text: string) => void): WebHook {
  const { address, headers } = webAddress(url);
  const queue: FleetEvent[] = [];
  let dropped = 0;
  let worker: Promise<void> | null = null;
  const stop = new AbortController();

  async function post(event: FleetEvent): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES && !stop.signal.aborted; attempt += 1) {
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers,
          body: JSON.stringify(event),
          redirect: 'error',
          signal: AbortSignal.any([stop.signal, AbortSignal.timeout(POST_MS)]),
        });
        await response.body?.cancel();
        if (response.ok) return true;
        // What is refused for its content will be refused again.
        const { status } = response;
        if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return false;
      } catch {
        // The network, or nobody there: it may pass.
      }
      if (attempt < TRIES) await timing.sleep(backoffMs(attempt, timing.random()), stop.signal);
    }
    return false;
  }

  async function deliver(): Promise<void> {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      if (stop.signal.aborted || !(await post(event))) dropped += 1;
    }
    worker = null;
  }

  return {
    tell(event) {
      queue.push(event);
      if (queue.length > QUEUE) {
        queue.shift();
        dropped += 1;
      }
      worker ??= deliver();
    },
    async close(waitMs) {
      const done = new AbortController();
      await Promise.race([worker, timing.sleep(waitMs, done.signal)]);
      done.abort();
      // What is on its way is given up too, and all that waits behind it.
      stop.abort();
      await worker;
      if (dropped > 0) {
        complain(
          `${dropped} ${dropped === 1 ? 'event was' : 'events were'} not delivered to the web-hook`,
        );
      }
      return dropped;
    },
  };
}

/**
 * An address that may be posted to, and what is sent along: a user and a password in it go where HTTP has
 * them. Throws PantherError `usage`; a password is never shown.
 */
function webAddress(url: string): { address: URL; headers: Record<string, string> } {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    throw new PantherError(
      'usage',
      `--web-hook ${shownText(url.replace(/\/\/.*@/, '//…@'), 60)}: is no address`,
    );
  }
  if (!/^https?:$/.test(address.protocol)) {
    throw new PantherError('usage', '--web-hook: should begin with https:// or http://');
  }
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const { username, password } = address;
  if (username !== '' || password !== '') {
    const login = `${decoded(username)}:${decoded(password)}`;
    headers['authorization'] = `Basic ${Buffer.from(login, 'utf8').toString('base64')}`;
    // fetch takes no address that holds them.
    address.username = '';
    address.password = '';
  }
  return { address, headers };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
