import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Setting, SettingValue } from '../../src/model/plan.ts';
import { listedOptions } from '../nix/listed-options.ts';
import { assembled } from './rules/given.ts';
import { MACHINES } from './rules/machines.ts';

const listed = listedOptions();

function everySetting(): Setting[] {
  return Object.keys(MACHINES).flatMap((name) => assembled(name).settings);
}

/** Whether a value can be of a type, as far as the type's description tells. */
function fits(value: SettingValue, type: string): boolean {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
  if (value === null) return type.includes('null');
  if (typeof value === 'boolean') return type.includes('boolean');
  if (typeof value === 'number') return type.includes('integer');
  if (Array.isArray(value)) return type.includes('list of');
  return type.includes('string');
}

/** The text of the module that declares options under a category and a name. */
function moduleText(category: string, name: string): string {
  const folder = join('modules/nixos', category);
  return readdirSync(folder)
    .filter((file) => file === `${name}.nix`)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

const SOURCES = ['nixos', 'disko', 'impermanence', 'home-manager', 'lanzaboote'];

test('the list of options is sorted, complete and without repetitions', (t) => {
  const paths = listed.map(({ path }) => path);
  t.deepEqual(paths, [...new Set(paths)].sort());
  for (const { path, type, source } of listed) {
    t.truthy(type, path);
    t.true(SOURCES.includes(source), path);
  }
});

test('every NixOS option that a rule sets is listed, with a type that fits', (t) => {
  const types = new Map(listed.map(({ path, type }) => [path, type]));
  for (const { option, value, rule } of everySetting()) {
    const path = option.join('.');
    if (option[0] === 'panther') continue;
    const type = types.get(path);
    t.truthy(type, `${rule} sets ${path}, which data/nixos-options.yaml does not list`);
    t.true(fits(value, type ?? ''), `${rule} gives ${path} what is no ${type}`);
  }
});

test('every PantherOS option that a rule sets is declared by its module', (t) => {
  const set = new Map<string, string[]>();
  for (const { option } of everySetting()) {
    if (option[0] === 'panther') set.set(option.join('.'), option);
  }
  for (const [path, [, category = '', name = '', ...rest]] of set) {
    const text = moduleText(category, name);
    t.regex(text, new RegExp(`options\\.panther\\.${category}\\.${name}\\b`), path);
    for (const segment of rest) {
      t.regex(text, new RegExp(`\\b${segment}(\\.\\w+)? = (lib\\.mk|\\{|mk)`), path);
    }
  }
});

test('every module that a plan switches on exists', (t) => {
  for (const name of Object.keys(MACHINES)) {
    for (const { module } of assembled(name).modules) {
      const [category = '', file = ''] = module.split('/');
      t.not(moduleText(category, file), '', module);
    }
  }
});
