import { isDeepStrictEqual } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { CHOICES } from './modules/choices.ts';
import { DOUBTS } from './modules/doubts.ts';
import { REFUSALS } from './modules/refusals.ts';
import { type Expected, SWITCHES, type Switch, switchedOn } from './modules/switches.ts';
import {
  type Evaluation,
  evaluateVariations,
  type NixosTree,
  openTree,
  type Variation,
} from './nixos-tree.ts';

const path = process.env['PANTHER_NIXOS_TREE'];
const tree: NixosTree | null = path === undefined ? null : openTree(path);
/** `nixos-tree` is the one thing that may be skipped: it needs sources that no registry has. */
const withTree = tree === null ? test.skip : test.serial;
if (tree === null) console.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no NixOS module tree');

const HOST = 'test/nix/modules/host.nix';
const MODULES = [HOST, 'modules/nixos/default.nix'];

function plainText(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** The messages that our modules gave, and not NixOS's own. */
function ours(messages: readonly string[]): string[] {
  return messages.map(plainText).filter((text) => /panther\./.test(text));
}

function sound(t: ExecutionContext, found: Evaluation): void {
  t.is(found.error, null);
  t.deepEqual(found.assertions, []);
}

function matches(value: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof value === 'string' && expected.test(value);
  if (Array.isArray(expected)) return expected.every((wanted) => has(value, wanted));
  if (typeof expected === 'object' && expected !== null && 'lacks' in expected) {
    return Array.isArray(value) && !has(value, expected.lacks);
  }
  if (typeof expected === 'object' && expected !== null && 'only' in expected) {
    return isDeepStrictEqual(value, expected.only);
  }
  return isDeepStrictEqual(value, expected);
}

function has(list: unknown, wanted: unknown): boolean {
  return Array.isArray(list) && list.some((one) => isDeepStrictEqual(one, wanted));
}

/** The values are as expected after a change, and were not before it. */
function changed(
  t: ExecutionContext,
  before: Evaluation,
  after: Evaluation,
  expected: Expected,
): void {
  for (const [path, wanted] of Object.entries(expected)) {
    const [was, is] = [before.values[path], after.values[path]];
    t.true(matches(is, wanted), `${path} is ${JSON.stringify(is)}`);
    t.false(matches(was, wanted), `${path} is ${JSON.stringify(was)} without it too`);
  }
}

/** Each of the messages is one of those foreseen, and each of those is there. */
function says(
  t: ExecutionContext,
  messages: readonly string[],
  fragments: readonly string[],
): void {
  const said = ours(messages);
  const unforeseen = said.filter((text) => !fragments.some((part) => text.includes(part)));
  const missing = fragments.filter((part) => !said.some((text) => text.includes(part)));
  t.deepEqual({ unforeseen, missing }, { unforeseen: [], missing: [] });
}

/** Evaluated together when the first of the tests looks, for they share the loaded tree. */
function once(variations: () => Variation[]): (index: number) => Evaluation {
  let found: Evaluation[] | undefined;
  return (index) => {
    found ??= evaluateVariations(tree as NixosTree, variations());
    return found[index] as Evaluation;
  };
}

function on(module: string): string {
  return switchedOn(SWITCHES.find((row) => row.module === module) as Switch);
}

const switches = once(() => {
  const get = SWITCHES.flatMap(({ changes }) => Object.keys(changes));
  const later = (module: string) =>
    CHOICES.filter((row) => row.module === module).flatMap(({ changes }) => Object.keys(changes));
  return [
    { modules: [HOST], whole: true },
    { modules: MODULES, get, whole: true },
    ...SWITCHES.map((row) => ({
      modules: MODULES,
      texts: [switchedOn(row)],
      get: [...Object.keys(row.changes), ...later(row.module)],
      whole: true,
    })),
  ];
});

const choices = once(() =>
  CHOICES.map(({ module, set, changes }) => ({
    modules: MODULES,
    texts: [on(module), set],
    get: Object.keys(changes),
  })),
);

const objections = once(() =>
  [...REFUSALS, ...DOUBTS].map(({ module, set }) => ({
    modules: MODULES,
    texts: [on(module), set],
  })),
);

withTree('modules that are imported and off change nothing', (t) => {
  const [without, off] = [switches(0), switches(1)];
  sound(t, without);
  sound(t, off);
  t.deepEqual(off.warnings, without.warnings);
  t.is(off.digest, without.digest);
});

for (const [index, row] of SWITCHES.entries()) {
  withTree(`${row.module} is sound by itself, and its switch does something`, (t) => {
    const found = switches(index + 2);
    sound(t, found);
    t.deepEqual(ours(found.warnings), []);
    changed(t, switches(1), found, row.changes);
  });
}

for (const [index, { module, choice, changes }] of CHOICES.entries()) {
  withTree(`${module}: ${choice}`, (t) => {
    const found = choices(index);
    sound(t, found);
    t.deepEqual(ours(found.warnings), []);
    const without = switches(2 + SWITCHES.findIndex((row) => row.module === module));
    changed(t, without, found, changes);
  });
}

for (const [index, { module, refusal, says: fragments }] of REFUSALS.entries()) {
  withTree(`${module} refuses ${refusal}`, (t) => {
    const found = objections(index);
    t.is(found.error, null);
    says(t, found.assertions, fragments);
  });
}

for (const [index, { module, refusal, says: fragments }] of DOUBTS.entries()) {
  withTree(`${module} warns of ${refusal}`, (t) => {
    const found = objections(REFUSALS.length + index);
    sound(t, found);
    says(t, found.warnings, fragments);
  });
}

const NO_ADDRESSES = [
  'staticAddresses = [ "192.0.2.7" ];',
  'staticAddresses = [ "192.0.2.256/24" ];',
  'staticAddresses = [ "192.0.2.7/33" ];',
  'staticAddresses = [ "2001:db8::7/129" ];',
  'gateways = [ "fe80::1/64" ];',
  'gateways = [ "eth0" ];',
  'nameservers = [ "dns.example.org" ];',
];

withTree('core/networking takes addresses only, each of the right kind', (t) => {
  // Wrong types end an evaluation, so each is asked for the one option, by itself.
  const found = evaluateVariations(
    tree as NixosTree,
    NO_ADDRESSES.map((set) => ({
      modules: MODULES,
      texts: [`panther.core.networking.${set}`],
      get: [`panther.core.networking.${set.split(' ')[0]}`],
    })),
  );
  for (const [index, { error }] of found.entries()) {
    t.regex(error ?? 'accepted', /is not of type/, NO_ADDRESSES[index]);
  }
});
