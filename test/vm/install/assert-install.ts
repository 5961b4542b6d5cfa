import type { ExecutionContext } from 'ava';
import { readChain } from '../../../src/provision/log/chain.ts';
import { vmLayouts } from '../../nix/row-scripts.ts';
import { attemptsOf, codesIn, installedRow } from '../installer.ts';
import { judgeLayout } from '../judge-layout.ts';
import type { GuestOutcome } from '../run-in-guest.ts';
import { lines, text } from '../seen.ts';

const SECRETS = ['correct horse battery staple', 'another secret of theirs', 'a wrong passphrase'];
const DIGEST = /approval digest {2}([0-9a-f-]{24})/;
const KILLED = '137\n';

/** How a run ended, and what it said. */
function run(outcome: GuestOutcome, name: string): { status: string; said: string } {
  return { status: text(outcome, `runs/${name}.status`), said: text(outcome, `runs/${name}`) };
}

/** Refused on the swapped disks; killed at each step until they are formatted; wiped once an approval. */
export function assertFormatted(t: ExecutionContext, outcome: GuestOutcome): void {
  const { swapped } = attemptsOf(outcome);
  t.like(swapped, { failure: 'refused', untouched: true }, swapped?.said);
  t.deepEqual(codesIn(swapped?.said ?? ''), ['disk.identity']);
  t.regex(swapped?.said ?? '', /another disk than was recorded: its serial number/);

  for (const step of ['preflight', 'approve', 'secrets', 'wiping', 'disk']) {
    const { status, said } = run(outcome, step);
    t.is(status, KILLED, said);
    t.regex(said, /^\[1\/8\] preflight/m, `${step} begins with the checks`);
  }
  t.deepEqual(lines(outcome, 'left-by-kill'), ['disk.key']);

  const outlived = run(outcome, 'outlived');
  t.is(outlived.status, '4\n');
  t.regex(outlived.said, /disko of the run before still runs \(process [0-9]+\)/);
  const old = run(outcome, 'old-approval');
  t.is(old.status, '4\n', old.said);
  t.regex(old.said, /is not what is here[\s\S]*The disk is partly formatted/);
  t.is(lines(outcome, 'wipes-once').length, 1, 'nothing is wiped under an old approval');
  const [first, second] = ['wiping', 'disk'].map(
    (name) => DIGEST.exec(run(outcome, name).said)?.[1],
  );
  t.truthy(first);
  t.not(first, second);
  const wipes = lines(outcome, 'wipes');
  t.is(wipes.length, 2, 'one wipe an approval');
  for (const device of wipes) t.regex(device, /^\/dev\/disk\/by-id\/.*panther-disk-1/);

  const wrong = run(outcome, 'wrong');
  t.is(wrong.status, '1\n', wrong.said);
  t.regex(wrong.said, /^\[5\/8\] verify-disk/);
  t.regex(wrong.said, /os-crypt: does not open with the passphrase as it is typed/);
  t.regex(wrong.said, /The disk is formatted and empty/);
  t.regex(text(outcome, 'mounts'), / \/mnt\/persist btrfs /);
  assertNothingLeaks(t, outcome);
}

/** With another disk where the formatted one was, nothing is done to either. */
export function assertStrange(t: ExecutionContext, outcome: GuestOutcome): void {
  const { status, said } = run(outcome, 'strange');
  t.is(status, '4\n', said);
  t.regex(said, /this is not the disk that was formatted[\s\S]*disk\.identity \(main\)/);
  t.is(text(outcome, 'untouched'), 'untouched\n');
  t.notRegex(text(outcome, 'mounts'), / \/mnt /);
  t.false(outcome.results.has('calls'), 'no program is called');
}

/** After a start of the machine it mounts, and goes on to its end, which is as planned. */
export function assertResumed(
  t: ExecutionContext,
  outcome: GuestOutcome,
  formatted: GuestOutcome,
): void {
  const wrong = run(outcome, 'wrong-again');
  t.is(wrong.status, '1\n', wrong.said);
  t.regex(wrong.said, /step verify-disk: disko[\s\S]*No key available with this passphrase/);
  t.deepEqual(lines(outcome, 'left-by-wrong'), ['/mnt/persist:', '/run/panther:', 'disko.nix']);
  for (const [name, begin] of [
    ['verify-disk', '[5/8] verify-disk'],
    ['installing', '[6/8] install'],
    ['install', '[6/8] install'],
    ['verify-system', '[7/8] verify-system'],
  ] as const) {
    const { status, said } = run(outcome, name);
    t.is(status, KILLED, `${name}: ${said}`);
    t.true(said.startsWith(begin), `${name}: ${said}`);
  }
  const outlived = run(outcome, 'outlived');
  t.is(outlived.status, '4\n');
  t.regex(outlived.said, /nixos-install of the run before still runs/);
  const resumed = run(outcome, 'resumed');
  t.is(resumed.status, '0\n', resumed.said);
  t.regex(resumed.said, /^\[8\/8\] done/);
  t.false(outcome.results.has('wipes'), 'it never wiped again');
  t.is(lines(outcome, 'mounts-again').length, 3);
  t.is(readChain(text(outcome, 'log-medium')).brokenAt, null);
  t.is(text(outcome, 'log-target'), text(outcome, 'log-medium'));
  assertInstalled(t, outcome, formatted);
  assertNothingLeaks(t, outcome);
}

function assertInstalled(t: ExecutionContext, outcome: GuestOutcome, formatted: GuestOutcome) {
  // What disko was given in the guest is what the recorded script was made of, the memory of a key aside.
  const plain = (nix: string) =>
    nix.replace(/(--pbkdf-memory"\s+")[0-9]+/, '$1').replace(/^ *#.*\n/gm, '');
  const planned = vmLayouts().find(({ row }) => row === 'install')?.disko ?? '';
  t.is(plain(text(formatted, 'disko.nix')), plain(planned));
  const asked = ['asked/luksFormat', text(formatted, 'asked/luksFormat')] as const;
  const whole = { ...outcome, results: new Map([...outcome.results, asked]) };
  judgeLayout(t, installedRow().layout, whole);

  const persist = lines(outcome, 'persist');
  for (const line of [
    '755 d root etc',
    '755 d root etc/NetworkManager',
    '700 d root etc/NetworkManager/system-connections',
    '600 f root etc/NetworkManager/system-connections/home.nmconnection',
    '755 d root var/lib',
    '700 d root var/lib/iwd',
    '600 f root var/lib/iwd/cafe.psk',
    '600 f root etc/ssh/ssh_host_ed25519_key',
    '644 f root etc/ssh/ssh_host_ed25519_key.pub',
    '700 d root secrets',
    '700 d root secrets/panther-discover',
    '600 f root secrets/panther-discover/hashing-key',
    '600 f root secrets/panther-discover/captures/os.json',
    '600 f root secrets/panther-discover/installs/os.jsonl',
    '700 d root secrets/passwords',
    '600 f root secrets/passwords/panther',
  ])
    t.true(persist.includes(line), line);
  t.true(persist.some((line) => line.endsWith(' pantheros/hosts/os/answers.yaml')));
  t.is(text(outcome, 'differs'), '', 'what was copied is what was there');
  t.regex(text(outcome, 'password-hash'), /^\$y\$/);
  t.regex(text(outcome, 'host-key'), /^ssh-ed25519 /);
  t.true(run(outcome, 'install').said.includes(text(outcome, 'host-key').split(' ')[1] ?? '?'));
  t.is(text(outcome, 'host-keys-elsewhere'), '', 'the private half lies on the new disk alone');
  const calls = lines(outcome, 'calls').map((line) => JSON.parse(line) as string[]);
  const systems = calls.filter(([name]) => name === 'nixos-install');
  t.is(systems.length, 2, 'once killed, once to its end');
  for (const call of systems)
    t.deepEqual(call, [
      ...['nixos-install', '--root', '/mnt', '--flake', '/mnt/persist/pantheros#os'],
      ...['--no-root-passwd', '--no-channel-copy'],
    ]);
}

function assertNothingLeaks(t: ExecutionContext, outcome: GuestOutcome) {
  t.true(text(outcome, 'rounds').split('\n').length > 10, 'somebody looked');
  t.is(text(outcome, 'seen-in-proc'), '', 'no command line and no environment shows a secret');
  t.is(text(outcome, 'left-in-files'), '', 'no file holds one');
  for (const [name, content] of outcome.results)
    for (const secret of SECRETS) t.false(content.includes(secret), name);
}
