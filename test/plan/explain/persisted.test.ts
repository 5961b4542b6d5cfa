import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { persistedPaths } from '../../../src/plan/explain/persisted.ts';

const STATE = readFileSync('modules/nixos/filesystems/impermanence/state.nix', 'utf8');
/** The one path that is computed, as it comes out unless somebody names another folder. */
const COMPUTED = [`/var/lib/\${services.prometheus.stateDir}`, '/var/lib/prometheus2'] as const;

/** The paths that the module keeps: whatever it writes as one in the lists that it keeps. */
function pathsOfModule(): string[] {
  const kept = [
    STATE.slice(STATE.indexOf('stateOf ='), STATE.indexOf('# Whether a path outlives')),
    STATE.slice(STATE.indexOf('directories = ['), STATE.indexOf('warnings =')),
  ].join('\n');
  const paths = [...kept.matchAll(/"(\/[^"]+)"/g)].map(([, path]) => path ?? '');
  return paths.map((path) => (path === COMPUTED[0] ? COMPUTED[1] : path));
}

test('the table of persisted paths has the paths of the module, and no other', (t) => {
  // A subvolume of its own, where the layout has one; only without it is this one of the paths.
  const module = pathsOfModule().filter((path) => path !== '/var/log');
  const table = persistedPaths().map(({ path }) => path);
  t.deepEqual([...table].sort(), [...new Set(module)].sort());
  t.is(new Set(table).size, table.length);
});

test('each path is kept by the option that the module asks for it', (t) => {
  for (const { path, when } of persistedPaths()) {
    const written = path === COMPUTED[1] ? COMPUTED[0] : path;
    const at = STATE.indexOf(`"${written}"`);
    const before = STATE.slice(0, at);
    const condition = before.slice(before.lastIndexOf('lib.optional'));
    if (when === undefined) {
      // In the list itself, after its last opening bracket and before any condition.
      t.true(before.lastIndexOf(' = [') > before.lastIndexOf('lib.optional'), path);
    } else {
      t.true(condition.includes(when), `${path} while ${when}`);
    }
  }
});

test('each module that is said to switch an option on speaks of it', (t) => {
  for (const { when = '', modules = [], optionally = [] } of persistedPaths()) {
    for (const module of [...modules, ...optionally]) {
      const file = `modules/nixos/${module}.nix`;
      t.true(existsSync(file), file);
      // `services.fwupd.enable = …` or `services.upower = {`.
      const option = when.replace(/\.enable$/, '').replaceAll('.', '\\.');
      t.regex(readFileSync(file, 'utf8'), new RegExp(`${option}(\\.enable)? = `), when);
    }
  }
});
