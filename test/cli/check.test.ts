import { execFileSync } from 'node:child_process';
import { cp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Committed, commit, committedRepository, edit, git, SWAPPED_DISK } from './git.ts';
import { failsInOneLine, recorded, run, succeeds } from './run.ts';

const CAPTURE = 'hardware-discovery/zephyrus/capture.json';

interface Result {
  name: string;
  causes: { code: string; text: string }[];
  drift: { path: string }[];
  identifiers: { path: string; place: string; what: string }[];
  differences: { settings: { option: string }[]; hardware: { changes: object[] } | null } | null;
  since: { state: string } | null;
}

async function results(where: Committed, ...flags: string[]): Promise<Record<string, Result>> {
  const { stdout } = await run(where, ['check', '--json', '--out', where.root, ...flags]);
  const { results: all } = JSON.parse(stdout) as { results: Result[] };
  return Object.fromEntries(all.map((result) => [result.name, result]));
}

async function causes(where: Committed): Promise<string[]> {
  const { zephyrus } = await results(where);
  return (zephyrus?.causes ?? []).map(({ code }) => code);
}

test('each cause of drift is named, alone', async (t) => {
  const where = await committedRepository(t);
  const { root } = where;
  const restore = () => git(root, 'checkout', '-q', '--', '.');
  t.deepEqual(await causes(where), []);

  await edit(join(root, CAPTURE), { 'GU603ZW.311': 'GU603ZW.320', '12/22/2022': '05/01/2024' });
  t.deepEqual(await causes(where), ['capture']);
  restore();

  await edit(join(root, 'hosts/zephyrus/answers.yaml'), {
    'timeZone: UTC': 'timeZone: Asia/Tokyo',
  });
  t.deepEqual(await causes(where), ['answers']);
  commit(root, 'another time zone');
  t.deepEqual(await causes(where), ['answers'], 'committed, and so told by what is left');
  git(root, 'reset', '-q', '--hard', 'HEAD~1');

  await edit(join(root, 'hosts/zephyrus/hardware.nix'), { 'PCI:1:0:0': 'PCI:2:0:0' });
  t.deepEqual(await causes(where), ['edited']);
  restore();

  await rm(join(root, 'hosts/zephyrus/disko.nix'));
  t.deepEqual(await causes(where), ['missing']);
  restore();

  await edit(join(root, '.panther/manifest.json'), { '"tool": "0.2.0"': '"tool": "0.1.0"' });
  t.deepEqual(await causes(where), [], 'what comes out is the same');
  await edit(join(root, 'hosts/zephyrus/hardware.nix'), { 'PCI:1:0:0': 'PCI:2:0:0' });
  t.deepEqual(await causes(where), ['tool', 'edited']);
  restore();

  await edit(join(root, 'hosts/zephyrus/answers.yaml'), { 'pci-0000:02:00.0': 'pci-0000:77:00.0' });
  const { zephyrus, yoga } = await results(where);
  t.deepEqual(zephyrus?.causes.at(-1)?.code, 'not-derived');
  t.deepEqual(yoga?.causes, [], 'the other host is looked at all the same');
});

test('a swapped disk is said in words, to a person and in the summary', async (t) => {
  const where = await committedRepository(t);
  await edit(join(where.root, CAPTURE), SWAPPED_DISK);
  const plain = await run(where, ['check', '--out', where.root]);
  t.is(plain.code, 1);
  t.regex(plain.stdout, /cause {5}changed recording: /);
  t.regex(
    plain.stdout,
    /disk {6}Disk replaced at .*nvme-1: Samsung SSD 990 PRO 2TB, .* in place of CT2000P310SSD8/,
  );
  const { code, stdout } = await run(where, ['check', '--markdown', '--out', where.root]);
  t.is(code, 1);
  t.regex(
    stdout,
    /^### panther-discover: 1 of 2 hosts is not what the tool makes of its recording\n/,
  );
  t.regex(
    stdout,
    /\*\*Disks and what would be lost\*\*\n\n- Disk replaced at .*Samsung SSD 990 PRO 2TB/,
  );
  t.regex(stdout, /1 other host holds\.\n$/);
});

test('a GPU that was added and firmware that starts otherwise are said in the summary', async (t) => {
  const where = await committedRepository(t);
  const line =
    '01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [Geforce RTX 3070 Ti Laptop GPU] [10de:24a0] (rev a1)';
  const second =
    '60:00.0 VGA compatible controller [0300]: NVIDIA Corporation AD102 [10de:2684] (rev a1)';
  await edit(join(where.root, CAPTURE), { [line]: `${line}\\n${second}` });
  // An ESP in use without EFI variables is what an older BIOS machine looks like.
  await edit(join(where.root, 'hardware-discovery/yoga/capture.json'), {
    efivarfs: 'tmpfs',
    '/sys/firmware/efi/efivars': '/run/elsewhere',
  });
  const { code, stdout } = await run(where, ['check', '--markdown', '--out', where.root]);
  t.is(code, 1);
  t.regex(stdout, /\*\*Hardware\*\*\n\n- GPU added: NVIDIA ada, 10de:2684 at 0000:60:00\.0/);
  t.regex(stdout, /- Firmware mode changed from UEFI to BIOS/);
  t.regex(
    stdout,
    /\| `panther\.core\.boot\.firmware` \| `lib\.mkDefault "bios"` \| `lib\.mkDefault "uefi"` \| How the firmware starts/,
  );
});

test('a host that was derived anew holds, and the summary says what changed since the base', async (t) => {
  const where = await committedRepository(t);
  const { root } = where;
  await edit(join(root, CAPTURE), SWAPPED_DISK);
  const again = ['--from', join(root, CAPTURE), '--host', 'zephyrus', '--out', root];
  await run(where, [...again, '--force']);
  commit(root, 'another disk');
  const ran = await run(where, ['check', '--base', 'HEAD~1', '--markdown', '--out', root]);
  succeeds(t, ran);
  t.regex(ran.stdout, /^### panther-discover: all 2 hosts hold\n\nCompared with `HEAD~1`/);
  t.regex(ran.stdout, /\*\*Changed\*\*: another recording: .*\n[\s\S]*- Disk replaced at/);
  const { zephyrus, yoga } = await results(where, '--base', 'HEAD~1');
  t.is(zephyrus?.since?.state, 'changed');
  t.is(yoga?.since, null);
  failsInOneLine(t, await run(where, ['check', '--base', 'no-such', '--out', root]), 2, 'no-such');
});

test('a planted serial is a finding, with its field and without its value', async (t) => {
  const where = await committedRepository(t);
  await edit(join(where.root, CAPTURE), { 'h:1229a998d593': 'S64DNX0R123456' });
  const { code, stdout, stderr } = await run(where, ['check', '--out', where.root]);
  t.is(code, 1);
  const { zephyrus } = await results(where);
  t.true(zephyrus?.causes.some((cause) => cause.code === 'identifier'));
  t.true(
    zephyrus?.identifiers.some(
      ({ path, place }) => path === CAPTURE && place.includes('hardware.disk[0].serial'),
    ),
  );
  t.regex(stdout, / {2}secret .*capture\.json, import:nixos-facter, hardware\.disk\[0\]\.serial/);
  t.false(stdout.includes('S64DNX0R123456'));
  t.false(stderr.includes('S64DNX0R123456'));
  await edit(join(where.root, 'hosts/zephyrus/disko.nix'), {
    'by-path/pci-0000:02:00.0-nvme-1': 'by-id/nvme-Samsung_SSD_980_S64DNX0R123456',
  });
  for (const flag of ['--json', '--markdown', '--no-color']) {
    const ran = await run(where, ['check', flag, '--out', where.root]);
    t.regex(ran.stdout, /hosts\/zephyrus\/disko\.nix/, flag);
    t.false(`${ran.stdout}${ran.stderr}`.includes('S64DNX0R123456'), flag);
  }
});

test('against a machine: what is as recorded, what changed, and whose key it takes', async (t) => {
  const where = await committedRepository(t);
  const against = (source: string, ...hosts: string[]) =>
    run(where, ['check', ...hosts, '--against', source, '--out', where.root]);
  const same = await against(recorded('zephyrus'));
  succeeds(t, same);
  t.is(same.stdout, '');

  const changed = join(where.work, 'changed.json');
  await run(where, ['capture', '--from', recorded('zephyrus'), '-o', changed]);
  await edit(changed, { 'GU603ZW.311': 'GU603ZW.320', '12/22/2022': '05/01/2024' });
  const updated = await against(changed);
  t.is(updated.code, 1);
  t.regex(
    updated.stdout,
    /^zephyrus\n {2}hardware {2}BIOS updated from GU603ZW\.311 to GU603ZW\.320\n$/,
  );

  const other = await against(recorded('contabo-vps'), 'zephyrus');
  t.is(other.code, 1);
  t.regex(other.stdout, /These are two machines/);
  failsInOneLine(t, await against(recorded('contabo-vps')), 2, 'name the host');
});

test('hosts without a recording, or with a broken one, end no run', async (t) => {
  const where = await committedRepository(t);
  await edit(join(where.root, 'hardware-discovery/yoga/capture.json'), {
    '{\n  "schema"': '"schema"',
  });
  await rm(join(where.root, CAPTURE));
  const { zephyrus, yoga } = await results(where);
  t.true(
    zephyrus?.causes.some(({ code }) => code === 'missing'),
    JSON.stringify(zephyrus?.causes),
  );
  t.is(yoga?.causes.at(-1)?.code, 'not-derived');
});

test('nothing outside of the repository is read, and nothing that is no plain file', async (t) => {
  const where = await committedRepository(t, ['zephyrus']);
  const { root } = where;
  const elsewhere = join(where.work, 'elsewhere');
  await cp(root, elsewhere, { recursive: true });
  const secret = join(where.work, 'secret');
  await writeFile(secret, 'root:hidden\n');
  const leading: Record<string, string> = {
    'hosts/zephyrus/answers.yaml': secret,
    'hosts/zephyrus/hardware.nix': secret,
    'hosts/zephyrus': join(elsewhere, 'hosts/zephyrus'),
    'hardware-discovery/zephyrus': join(elsewhere, 'hardware-discovery/zephyrus'),
    [CAPTURE]: '/dev/zero',
    '.panther/manifest.json': secret,
  };
  for (const [path, target] of Object.entries(leading)) {
    await rm(join(root, path), { recursive: true });
    await symlink(target, join(root, path));
    const ran = await run(where, ['check', '--json', '--out', root]);
    t.is(ran.code, 4, `${path}: ${ran.stderr}`);
    t.regex(ran.stderr, /is a symbolic link that leads out of the repository/);
    t.false(`${ran.stdout}${ran.stderr}`.includes('hidden'), path);
    await rm(join(root, path));
    git(root, 'checkout', '-q', '--', '.');
  }

  const answers = join(root, 'hosts/zephyrus/answers.yaml');
  await rename(answers, join(root, 'docs/answers.yaml'));
  await symlink('../../docs/answers.yaml', answers);
  t.is((await run(where, ['check', '--out', root])).code, 0, 'a link that stays inside is fine');
  await rm(answers);
  execFileSync('mkfifo', [answers]);
  const piped = await run(where, ['check', '--out', root]);
  failsInOneLine(t, piped, 2, 'hosts/zephyrus/answers.yaml', 'no plain file');
});
