import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { type Compared, compareHosts } from '../../scripts/compare-facter/evaluate.ts';
import { comparisonPage } from '../../scripts/compare-facter/page.ts';
import { linesOf } from '../../scripts/compare-facter/subjects.ts';
import { openTree } from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const opened = path === undefined ? null : openTree(path);
const tree = opened?.facterModules === undefined || opened.facterModules === null ? null : opened;
const withModules = tree === null ? test.skip : test.serial;
if (opened === null) {
  console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');
} else if (tree === null) {
  console.log('SKIPPED nixos-facter-modules: not in the tree of PANTHER_NIXOS_TREE or beside it');
}

let compared: Compared[] | undefined;
function machines(): Compared[] {
  if (tree === null) throw new Error('no tree');
  compared ??= compareHosts(tree);
  return compared;
}

/** What either says of a machine, by subject. */
function said(t: ExecutionContext, host: string) {
  const lines = linesOf(machines()).filter((line) => line.host === host);
  t.true(lines.length > 0, host);
  return (who: 'facter' | 'panther', id: string): string[] =>
    lines.find(({ subject }) => subject.id === id)?.[who] ?? [];
}

withModules('docs/comparison.md is what both evaluate to (npm run compare-facter)', (t) => {
  t.timeout(600_000);
  t.deepEqual(
    machines().map(({ host }) => host),
    ['contabo-vps', 'hetzner-vps', 'yoga', 'zephyrus'],
  );
  t.is(readFileSync('docs/comparison.md', 'utf8'), comparisonPage(linesOf(machines())));
});

withModules('the disk of contabo-vps has its driver here, and has none there', (t) => {
  const say = said(t, 'contabo-vps');
  t.true(say('panther', 'initrd-available').includes('virtio_scsi'));
  const theirs = [...say('facter', 'initrd-available'), ...say('facter', 'initrd-loaded')];
  t.false(theirs.includes('virtio_scsi'));
});

withModules('hetzner-vps has no desktop graphics here, and has them there', (t) => {
  const say = said(t, 'hetzner-vps');
  t.deepEqual(say('panther', 'graphics'), []);
  t.deepEqual(say('facter', 'graphics'), ['on']);
});

withModules('the Yoga is whole here, and half of a laptop there', (t) => {
  const say = said(t, 'yoga');
  const wanted = {
    fingerprint: ['fprintd'],
    sensors: ['iio-sensor-proxy'],
    pstate: ['amd_pstate=active'],
    power: ['power-profiles-daemon'],
    tablet: ['on'],
  };
  for (const [id, texts] of Object.entries(wanted)) {
    t.deepEqual(say('panther', id), texts, id);
    t.deepEqual(say('facter', id), [], id);
  }
});

withModules('the Zephyrus gets its driver here, and an initrd that cannot be built there', (t) => {
  const say = said(t, 'zephyrus');
  t.deepEqual(say('panther', 'nvidia'), ['nvidia']);
  t.deepEqual(say('panther', 'prime'), ['PCI:0:2:0', 'PCI:1:0:0']);
  t.deepEqual(say('panther', 'initrd-loaded'), ['i915']);
  t.false(say('panther', 'initrd-available').some((name) => /nvidia/.test(name)));
  t.deepEqual(say('panther', 'power'), ['power-profiles-daemon']);
  t.deepEqual(say('panther', 'thermald'), ['thermald']);
  t.deepEqual(say('panther', 'thunderbolt'), ['bolt']);
  t.true(say('facter', 'initrd-loaded').includes('nvidia'));
  for (const id of ['nvidia', 'prime', 'power', 'thermald', 'thunderbolt']) {
    t.deepEqual(say('facter', id), [], id);
  }
});
