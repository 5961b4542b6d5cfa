import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { isValid, openspec } from '../openspec-cli.ts';
import { filesBelow, type Place, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

const DISK = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'] as const;

interface Repository extends Place {
  root: string;
}

async function withHost(t: ExecutionContext, host: string, further: readonly string[]) {
  const where = await place(t);
  const repository: Repository = { ...where, root: join(where.work, 'pantheros') };
  const args = ['-q', '--from', recorded(host), '--host', host, ...further];
  succeeds(t, await run(repository, args));
  return repository;
}

async function changes({ root }: Repository): Promise<Record<string, string>> {
  return filesBelow(join(root, 'openspec/changes'));
}

function again(repository: Repository, host: string, ...args: readonly string[]) {
  return run(repository, ['-q', '--from', recorded(host), '--host', host, ...args], {
    cwd: repository.root,
  });
}

async function archive(t: ExecutionContext, { root }: Repository, id: string): Promise<void> {
  const ran = await openspec(t, root, ['archive', id, '--yes']);
  t.is(ran.status, 0, ran.stdout + ran.stderr);
  t.is(ran.network, '');
}

/** Writes an answer into a host's answers.yaml, as its owner would. */
function answer({ root }: Repository, host: string, from: string, to: string): void {
  const path = join(root, 'hosts', host, 'answers.yaml');
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(path, text.replace(from, to));
}

const HOSTS: [string, readonly string[]][] = [
  ['yoga', []],
  ['zephyrus', DISK],
  ['hetzner-vps', VPS_ANSWERS],
  ['ovh-vps', ['--set', 'encryption=luks', ...VPS_ANSWERS.slice(2)]],
];
for (const [host, answers] of HOSTS) {
  test(`${host}: a new host comes with a change that OpenSpec accepts and archives`, async (t) => {
    const repository = await withHost(t, host, answers);
    const proposal = await changes(repository);
    t.deepEqual(Object.keys(proposal), [
      `add-host-${host}/.panther-discover.json`,
      `add-host-${host}/design.md`,
      `add-host-${host}/proposal.md`,
      `add-host-${host}/specs/machine-${host}/spec.md`,
      `add-host-${host}/tasks.md`,
    ]);
    await isValid(t, repository.root);
    await archive(t, repository, `add-host-${host}`);
    await isValid(t, repository.root);
    const spec = readFileSync(
      join(repository.root, `openspec/specs/machine-${host}/spec.md`),
      'utf8',
    );
    t.true(spec.includes('### Requirement: Disks'));
  });
}

test('running twice changes nothing, whether the change waits, was archived or was thrown away', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  const settle = async () => {
    const before = await filesBelow(repository.root);
    succeeds(t, await again(repository, 'yoga'));
    t.deepEqual(await filesBelow(repository.root), before);
  };
  await settle();
  await archive(t, repository, 'add-host-yoga');
  await settle();
  rmSync(join(repository.root, 'openspec/changes'), { recursive: true });
  await settle();
});

test('a host that comes out otherwise gets a change of its own, numbered after those that were archived', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  await archive(t, repository, 'add-host-yoga');
  const zones = ['UTC', 'Europe/Berlin', 'Asia/Tokyo'];
  for (const [index, id] of ['change-host-yoga', 'change-2-host-yoga'].entries()) {
    answer(repository, 'yoga', `timeZone: ${zones[index]}`, `timeZone: ${zones[index + 1]}`);
    succeeds(t, await again(repository, 'yoga'));
    const found = await changes(repository);
    const proposal = found[`${id}/proposal.md`] ?? '';
    t.regex(proposal, /\*\*Host settings\*\* changes:/);
    t.true(
      proposal.includes(
        `now: \`panther.core.base.timeZone\` is \`lib.mkDefault "${zones[index + 1]}"\``,
      ),
    );
    t.true(
      proposal.includes(
        `no more: \`panther.core.base.timeZone\` is \`lib.mkDefault "${zones[index]}"\``,
      ),
    );
    const delta = found[`${id}/specs/machine-yoga/spec.md`] ?? '';
    t.deepEqual(delta.match(/^## .+$/gm), ['## MODIFIED Requirements']);
    t.deepEqual(delta.match(/^### .+$/gm), ['### Requirement: Host settings']);
    t.false(Object.hasOwn(found, `${id}/design.md`), 'nothing about disks');
    succeeds(t, await again(repository, 'yoga'));
    t.deepEqual(await changes(repository), found, 'a second run changes nothing');
    await isValid(t, repository.root);
    await archive(t, repository, id);
    await isValid(t, repository.root);
  }
});

test('a change that waits is renewed with its host, and what somebody edited or ticked off stays', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  const folder = join(repository.root, 'openspec/changes/add-host-yoga');
  const edit = (name: string, from: string | RegExp, to: string) => {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  edit('tasks.md', '- [ ] 1.1', '- [x] 1.1');
  edit('proposal.md', '## Why', '## Why\n\nBecause I bought it.');
  rmSync(join(folder, 'design.md'));
  answer(repository, 'yoga', 'encryption: luks', 'encryption: none');
  const ran = await run(repository, ['--from', recorded('yoga'), '--host', 'yoga', '--force'], {
    cwd: repository.root,
  });
  succeeds(t, ran);
  t.regex(ran.stderr, /add-host-yoga\/proposal\.md was edited and stays/);
  const found = await changes(repository);
  t.regex(found['add-host-yoga/proposal.md'] ?? '', /Because I bought it/);
  t.regex(found['add-host-yoga/tasks.md'] ?? '', /^- \[x\] 1\.1 /m);
  t.notRegex(found['add-host-yoga/tasks.md'] ?? '', /panther-enroll/);
  t.regex(found['add-host-yoga/specs/machine-yoga/spec.md'] ?? '', /is not encrypted/);
  t.false(Object.hasOwn(found, 'add-host-yoga/design.md'), 'what was removed stays away');
  await isValid(t, repository.root);
});

test('a requirement and a scenario that somebody added to the specification outlive a change', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  await archive(t, repository, 'add-host-yoga');
  const path = join(repository.root, 'openspec/specs/machine-yoga/spec.md');
  const spec = readFileSync(path, 'utf8').replace(
    '### Requirement: Disks',
    '#### Scenario: It travels\n\n- **WHEN** it is abroad\n- **THEN** its clock is right\n\n### Requirement: Printing\n\nThe host SHALL print.\n\n#### Scenario: A page\n\n- **WHEN** a page is sent\n- **THEN** it is printed\n\n### Requirement: Disks',
  );
  writeFileSync(path, spec);
  answer(repository, 'yoga', 'timeZone: UTC', 'timeZone: Europe/Berlin');
  succeeds(t, await again(repository, 'yoga'));
  await isValid(t, repository.root);
  await archive(t, repository, 'change-host-yoga');
  await isValid(t, repository.root);
  const after = readFileSync(path, 'utf8');
  t.regex(after, /The host SHALL print/);
  t.regex(after, /its clock is right/);
  t.regex(after, /Europe\/Berlin/);
});

/** A change of what the repository itself promises, as a person or an assistant writes one. */
function propose({ root }: Repository, delta: string): void {
  const folder = join(root, 'openspec/changes/own-promises');
  mkdirSync(join(folder, 'specs/privacy'), { recursive: true });
  const files = {
    'proposal.md':
      '# Own promises\n\n## Why\n\nOur rules about records of machines are stricter than these are.\n\n## What Changes\n\n- Records are looked at once a quarter.\n\n## Impact\n\n- Specification privacy\n',
    'tasks.md': '## 1. Do it\n\n- [x] 1.1 Write it down\n',
    'specs/privacy/spec.md': delta,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const ADDED =
  '## ADDED Requirements\n\n### Requirement: Records are looked at\n\nThe owner SHALL look at the records once a quarter.\n\n#### Scenario: A quarter ends\n\n- **WHEN** a quarter ends\n- **THEN** somebody has looked\n';

test('a specification of the repository is its owner’s once they archived a change of it', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  const path = join(repository.root, 'openspec/specs/privacy/spec.md');
  const written = readFileSync(path, 'utf8');
  const [heading = ''] = /^### Requirement: .*$/m.exec(written) ?? [];
  const modified = `## MODIFIED Requirements\n\n${heading}\n\nThe repository SHALL hold what our own rules say.\n\n#### Scenario: A capture that was not redacted\n\n- **WHEN** somebody looks\n- **THEN** the rules hold\n`;
  propose(repository, `${ADDED}\n${modified}`);
  await isValid(t, repository.root);
  await archive(t, repository, 'own-promises');
  const theirs = readFileSync(path, 'utf8');
  t.not(theirs, written);

  for (const words of [[], ['--force'], []]) {
    succeeds(t, await again(repository, 'yoga', ...words));
    t.is(readFileSync(path, 'utf8'), theirs, words.join());
  }
  const dry = await again(repository, 'yoga', '--dry-run');
  t.is(dry.stdout, 'nothing would change\n');
  succeeds(t, await run(repository, ['check'], { cwd: repository.root }));
  const upgraded = await run(repository, ['upgrade'], { cwd: repository.root });
  succeeds(t, upgraded);
  t.regex(upgraded.stderr, /^kept {5}openspec\/specs\/privacy\/spec\.md is yours/m);
  t.is(readFileSync(path, 'utf8'), theirs);
  await isValid(t, repository.root);

  writeFileSync(path, written);
  succeeds(t, await again(repository, 'yoga'));
  t.is(readFileSync(path, 'utf8'), written, 'taken back, it is the tool’s again');
});

test('a capability that its owner retired stays away', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  const spec = join(repository.root, 'openspec/specs/privacy/spec.md');
  const headings = readFileSync(spec, 'utf8').match(/^### Requirement: .*$/gm) ?? [];
  const removed = headings.map((line) => `${line}\n\n**Reason**: ours.\n\n**Migration**: none.\n`);
  propose(repository, `## REMOVED Requirements\n\n${removed.join('\n')}`);
  writeFileSync(
    join(repository.root, 'openspec/changes/own-promises/.openspec.yaml'),
    'schema: spec-driven\nretire_capabilities: true\n',
  );
  await isValid(t, repository.root);
  await archive(t, repository, 'own-promises');
  t.false(existsSync(spec));
  for (const words of [[], ['--force']]) {
    succeeds(t, await again(repository, 'yoga', ...words));
    t.false(existsSync(spec));
  }
  succeeds(t, await run(repository, ['check'], { cwd: repository.root }));
  await isValid(t, repository.root);
});

test('a folder of that name that is somebody’s own is left alone', async (t) => {
  const repository = await withHost(t, 'yoga', []);
  const folder = join(repository.root, 'openspec/changes/add-host-yoga');
  rmSync(join(folder, '.panther-discover.json'));
  answer(repository, 'yoga', 'timeZone: UTC', 'timeZone: Europe/Berlin');
  const before = await changes(repository);
  succeeds(t, await again(repository, 'yoga'));
  t.deepEqual(await changes(repository), before);
});

test('who wrote the proposal first and ran the tool then keeps it', async (t) => {
  const where = await place(t);
  const folder = join(where.work, 'pantheros/openspec/changes/add-host-yoga');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'proposal.md'), '# My laptop\n');
  succeeds(t, await run(where, ['-q', '--from', recorded('yoga')]));
  t.deepEqual(await filesBelow(folder), { 'proposal.md': '# My laptop\n' });
});

test('a dry run shows the change and writes none', async (t) => {
  const where = await place(t);
  const ran = await run(where, ['--from', recorded('yoga'), '--dry-run']);
  succeeds(t, ran);
  t.true(ran.stdout.includes('+++ b/openspec/changes/add-host-yoga/proposal.md'));
  t.deepEqual(await filesBelow(where.work), {});
});

test('a host whose name has two dashes gets a change that OpenSpec takes', async (t) => {
  const where = await place(t);
  const root = join(where.work, 'pantheros');
  succeeds(t, await run(where, ['-q', '--from', recorded('yoga'), '--host', 'a--b']));
  await isValid(t, root);
  const ran = await openspec(t, root, ['archive', 'add-host-a--b', '--yes']);
  t.is(ran.status, 0, ran.stdout + ran.stderr);
});

test('the repository’s own specifications are valid, and OpenSpec reaches no network', async (t) => {
  await isValid(t, '.');
});

test('either of the two variables keeps OpenSpec off the network', async (t) => {
  for (const off of [{ OPENSPEC_TELEMETRY: '0' }, { DO_NOT_TRACK: '1' }]) {
    const ran = await openspec(t, '.', ['list', '--specs'], off);
    t.is(ran.status, 0, ran.stderr);
    t.is(ran.network, '');
  }
});
