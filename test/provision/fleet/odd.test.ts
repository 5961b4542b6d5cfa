import test from 'ava';
import { type Comparable, oddities } from '../../../src/provision/fleet/odd.ts';
import { twinsIn } from '../../../src/provision/fleet/twins.ts';
import { emptyRun, take } from '../../../src/provision/ledger/states.ts';

const GIB = 2 ** 30;

function host(name: string, more: Partial<Comparable> = {}): Comparable {
  return {
    host: name,
    profile: 'vps',
    confidence: 'high',
    disks: [{ sizeBytes: 20 * GIB }],
    warnings: ['layout.destroys'],
    traits: { firmware: 'bios', provider: 'hetzner' },
    ...more,
  };
}

const FLEET = ['a', 'b', 'c', 'd'].map((name) => host(name));

test('hosts that are like the others have nothing odd, and neither have two that differ', (t) => {
  t.deepEqual([...oddities(FLEET).values()].flat(), []);
  t.deepEqual(
    [...oddities([host('a'), host('b', { profile: 'server' })]).values()].flat(),
    [],
    'of two nobody knows which is odd',
  );
});

test('what is odd is told in words: profile, disks, firmware, provider, a warning of its own', (t) => {
  const odd = oddities([
    ...FLEET,
    host('other', {
      profile: 'server',
      disks: [{ sizeBytes: 40 * GIB }, { sizeBytes: null }],
      warnings: ['layout.destroys', 'layout.kernel-name'],
      traits: { firmware: 'uefi' },
    }),
  ]);
  t.deepEqual(odd.get('other'), [
    'profile server, most are vps',
    'disks 40 GiB and size unknown, most have 20 GiB',
    'firmware uefi, most have bios',
    'provider unknown, most have hetzner',
    'warning layout.kernel-name',
  ]);
  t.deepEqual(odd.get('a'), []);
});

test('a profile that is not sure is odd in any company', (t) => {
  t.deepEqual(oddities([host('a', { confidence: 'low' })]).get('a'), [
    'profile with low confidence',
  ]);
});

test('one machine under two names is known by its boot, copies of one image by their key', (t) => {
  const state = emptyRun();
  const digest = 'd'.repeat(64);
  take(
    state,
    {
      kind: 'run',
      schema: 'panther.ledger/1',
      run: 'r',
      tool: '0',
      inventory: digest,
      nonce: 'a'.repeat(32),
      hosts: ['a', 'b', 'c', 'd'],
    },
    0,
  );
  const boots = { a: 'x', b: 'x', c: 'y' };
  for (const [name, boot] of Object.entries(boots)) {
    const step = { kind: 'step', host: name, step: 'reached', attempt: 1 } as const;
    take(state, { ...step, phase: 'begin' }, 0);
    take(state, { ...step, phase: 'done', evidence: { boot } }, 0);
  }
  const fingerprint = `SHA256:${'A'.repeat(43)}`;
  for (const name of ['c', 'd']) {
    const key = `ssh-ed25519 ${'A'.repeat(68)}`;
    take(state, { kind: 'pinned', host: name, key, fingerprint, how: 'accepted' }, 0);
  }
  const { same, key } = twinsIn(state);
  t.deepEqual(Object.fromEntries(same), { a: 'b', b: 'a' });
  t.deepEqual(Object.fromEntries(key), { c: 'd', d: 'c' });
});
