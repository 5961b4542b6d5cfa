import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { evaluator } from '../../../src/main/fleet/evaluate.ts';
import type { StepEnd } from '../../../src/provision/fleet/backend.ts';
import { planRow, rowCase } from '../../plan/layout/rows.ts';

const { layout } = planRow(rowCase('A', 'uefi'));
const BULK = { at: 'disk.bulk', planned: null, found: '/dev/sdb' };

interface Stage {
  repository: string;
  evaluate(host: string): Promise<StepEnd>;
  /** What Nix says from now on; a string: it fails with these words. */
  says(answer: object | string): void;
  /** How it was called, a line of words each. */
  calls(): string[];
}

/** A repository, and a program that stands in for nix. */
function stage(t: ExecutionContext): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'panther-evaluate-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const place = (name: string) => join(folder, name);
  const repository = place('os');
  mkdirSync(join(repository, 'hosts/web-1'), { recursive: true });
  writeFileSync(join(repository, 'hosts/web-1/local.nix'), '{ }\n');
  for (const words of [
    ['init', '--quiet'],
    ['add', '--intent-to-add', '.'],
  ])
    spawnSync('git', ['-C', repository, ...words]);
  mkdirSync(place('bin'));
  writeFileSync(
    place('bin/nix'),
    `#!/bin/sh\necho "$1 $2 $3 $4" >>${folder}/calls\ncat ${folder}/answer\n[ ! -e ${folder}/fails ] || { cat ${folder}/fails >&2; exit 1; }\n`,
  );
  chmodSync(place('bin/nix'), 0o755);
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${place('bin')}:${path}`;
  t.teardown(() => {
    process.env['PATH'] = path;
  });
  const evaluate = evaluator(repository);
  return {
    repository,
    evaluate(name) {
      const { signal } = new AbortController();
      const inventory = { name, address: '192.0.2.1', port: 22, user: 'root' };
      return evaluate({ inventory, layout } as Parameters<typeof evaluate>[0], signal);
    },
    says(answer) {
      rmSync(place('fails'), { force: true });
      if (typeof answer === 'string') writeFileSync(place('fails'), answer);
      writeFileSync(place('answer'), typeof answer === 'string' ? '' : JSON.stringify(answer));
    },
    calls: () =>
      existsSync(place('calls')) ? readFileSync(place('calls'), 'utf8').trim().split('\n') : [],
  };
}

const system = '/nix/store/system.drv';
const reasonOf = (end: StepEnd): string => (end.status === 'failed' ? end.reason : '');

test.serial('a system that formats what was planned goes on, and is evaluated once', async (t) => {
  const { evaluate, says, calls, repository } = stage(t);
  says({ system, differences: [] });
  t.deepEqual(await evaluate('web-1'), { status: 'done' });
  t.deepEqual(await evaluate('web-1'), { status: 'done' });
  t.deepEqual(calls(), [`eval --json ${repository}#nixosConfigurations.web-1 --apply`]);
});

test.serial('a disk that is in no plan ends the step for good, and is named', async (t) => {
  const { evaluate, says } = stage(t);
  const main = { at: 'disk.main.device', planned: '/dev/sda', found: '/dev/sdb' };
  says({ system, differences: [BULK, main, { at: 'mdadm.root', planned: 'x', found: null }] });
  const end = await evaluate('web-1');
  t.like(end, { status: 'failed', again: false });
  t.regex(
    reasonOf(end),
    /take it out of local\.nix .*: disko\.devices\.disk\.bulk \(\/dev\/sdb\) is in no plan; /,
  );
  t.regex(reasonOf(end), /disko\.devices\.disk\.main\.device is \/dev\/sdb, not \/dev\/sda; /);
  t.regex(reasonOf(end), /disko\.devices\.mdadm\.root is missing$/);
});

test.serial('many differences fit into a line, and act on no terminal', async (t) => {
  const { evaluate, says } = stage(t);
  const at = (number: number) => `disk.d${number}.content.partitions.root.content.postCreateHook`;
  const difference = (number: number) => ({
    at: at(number),
    planned: '\u001b[2J'.repeat(100),
    found: 'x'.repeat(1000),
  });
  says({ system, differences: [1, 2, 3, 4, 5].map(difference) });
  const reason = reasonOf(await evaluate('web-1'));
  t.regex(reason, /\(and 2 more\)/);
  t.true(reason.length < 900);
  t.regex(reason, /^[\x20-\x7e]*$/);
});

test.serial('a system is looked at anew once a file of the repository is another', async (t) => {
  const { evaluate, says, calls, repository } = stage(t);
  says({ system, differences: [] });
  await evaluate('web-1');
  writeFileSync(join(repository, 'hosts/web-1/local.nix'), '{ a = 1; }\n');
  says({ system, differences: [BULK] });
  t.is((await evaluate('web-1')).status, 'failed');
  t.is((await evaluate('web-1')).status, 'failed', 'what failed is not taken for known');
  rmSync(join(repository, 'hosts/web-1/local.nix'));
  says({ system, differences: [] });
  t.is((await evaluate('web-1')).status, 'done');
  t.is(calls().length, 4);
});

test.serial('where git cannot tell what has changed, nothing is taken for known', async (t) => {
  const { evaluate, says, calls, repository } = stage(t);
  rmSync(join(repository, '.git'), { recursive: true });
  says({ system, differences: [] });
  await evaluate('web-1');
  await evaluate('web-1');
  t.is(calls().length, 2);
});

test.serial('an evaluation that fails, or says nothing, ends the step', async (t) => {
  const { evaluate, says } = stage(t);
  says('trace: x\nerror: attribute missing\n');
  t.is(reasonOf(await evaluate('web-1')), 'the system does not evaluate: error: attribute missing');
  says({ system });
  t.is(reasonOf(await evaluate('web-1')), 'nix did not say which disks the system has');
});
