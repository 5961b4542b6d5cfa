import { spawnSync } from 'node:child_process';
import test from 'ava';
import { COMMAND_PROBES, expandBraces, FILE_PROBES } from '../../../src/discover/manifest.ts';
import { probeScript } from '../../../src/discover/probe/script.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

test('every path and command of the manifest is in the script', (t) => {
  const script = probeScript(NONCE);
  for (const { glob } of FILE_PROBES) {
    const last = expandBraces(glob).map((path) => path.slice(path.lastIndexOf('/')));
    for (const name of last) t.true(script.includes(name), `${glob}: ${name}`);
  }
  for (const { command } of COMMAND_PROBES) t.true(script.includes(command.join(' ')));
});

test('a script that did not arrive whole does nothing', (t) => {
  const script = probeScript(NONCE);
  for (const share of [0.3, 0.6, 0.9, 0.99]) {
    const part = script.slice(0, Math.floor((script.length - 20) * share));
    const { stdout } = spawnSync('sh', { input: part });
    t.is(stdout.toString(), '', `${share}`);
  }
});

test('the same nonce gives the same script, and only a nonce is one', (t) => {
  t.is(probeScript(NONCE), probeScript(NONCE));
  for (const wrong of ['', 'x', `${NONCE}0`, `${NONCE.slice(1)};`, NONCE.toUpperCase()]) {
    t.throws(() => probeScript(wrong), undefined, wrong);
  }
});

test('the probe writes nowhere on the target but into pipes and /dev/null', (t) => {
  const redirections =
    probeScript(NONCE).match(/(?<!-)\d?>{1,2}\s*(?!&|\/dev\/null)[^\s;)|]+/g) ?? [];
  t.deepEqual(redirections, []);
});
