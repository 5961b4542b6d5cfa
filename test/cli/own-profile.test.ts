import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { failsInOneLine, type Place, place, recorded, run, succeeds } from './run.ts';

const PATH = 'config/profiles/handheld/profile.yaml';

/** The worked example of the page, as a reader would copy it. */
async function example(): Promise<string> {
  const page = await readFile('docs/profiles.md', 'utf8');
  const found = /```yaml\n(id: handheld[\s\S]*?)```/.exec(page)?.[1];
  if (found === undefined) throw new Error('docs/profiles.md has no example');
  return found;
}

async function withProfile(t: ExecutionContext, text: string, path = PATH): Promise<Place> {
  const where = await place(t);
  const file = join(where.work, 'pantheros', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return where;
}

/** A recorded laptop under the names of a Steam Deck. */
async function steamDeck(where: Place): Promise<string> {
  const facts = JSON.parse(await readFile(recorded('yoga', 'facts.json'), 'utf8'));
  const none = Object.fromEntries(Object.keys(facts.identity).map((field) => [field, null]));
  facts.identity = { ...none, vendor: 'Valve', product: 'Galileo', family: 'Sephiroth' };
  facts.chassis = { type: 3, form: 'tablet' };
  facts.input = facts.input.filter((device: { kind: string }) => device.kind !== 'keyboard');
  const file = join(where.work, 'deck.json');
  await writeFile(file, JSON.stringify(facts));
  return file;
}

test('a profile in the repository is found, matched, planned from and recorded with its hash', async (t) => {
  const where = await withProfile(t, await example());
  const deck = await steamDeck(where);
  const { stdout } = await run(where, ['match', '--json', deck]);
  const matched = JSON.parse(stdout);
  t.like(matched, { profile: 'handheld', confidence: 'high' });
  t.is(matched.runnerUp.profile, 'workstation');
  succeeds(t, await run(where, ['--from', deck, '--set', 'encryption=luks']));
  const host = join(where.work, 'pantheros/hosts/handheld');
  const nix = await readFile(join(host, 'default.nix'), 'utf8');
  t.regex(nix, /tailscale/);
  t.notRegex(nix, /snapshots/);
  t.regex(
    await readFile(join(host, 'answers.yaml'), 'utf8'),
    /^profileHash: sha256-[0-9a-f]{64}$/m,
  );
});

test('check notices that an own profile was changed, and holds again once the host is remade', async (t) => {
  const where = await withProfile(
    t,
    (await example())
      .replaceAll('identity.vendor, is: Valve', 'identity.vendor, is: LENOVO')
      .replace('[Jupiter, Galileo]', "['83JR']")
      .replace('narrows: workstation', 'narrows: yoga'),
  );
  const root = join(where.work, 'pantheros');
  const yoga = ['--from', recorded('yoga'), '--set', 'profile=handheld'];
  succeeds(t, await run(where, yoga));
  succeeds(t, await run(where, ['check', '--out', root]));
  const text = await readFile(join(root, PATH), 'utf8');
  await writeFile(join(root, PATH), `${text}# another version\n`);
  const drift = await run(where, ['check', '--out', root]);
  t.is(drift.code, 1, drift.stderr);
  t.regex(drift.stdout, /^\+profileHash: sha256-/m);
  failsInOneLine(t, await run(where, yoga), 4);
  succeeds(t, await run(where, [...yoga, '--force']));
  succeeds(t, await run(where, ['check', '--out', root]));
});

test('what is wrong with an own profile is said with file and line', async (t) => {
  const good = await example();
  const wrong: [string, string, RegExp][] = [
    [
      'identity.vendor',
      'identity.vendr',
      /profile\.yaml:\d+: signals\.0\.when\..*fact: there is no such fact/,
    ],
    ['weight: 120', 'weight: heavy', /profile\.yaml:\d+: signals\.0\.weight: /],
    ['narrows: workstation', 'narrows: nothing', /profile\.yaml: narrows: there is no profile/],
    ['core/users', 'core/nobody', /profile\.yaml:\d+: modules\.3\.module: there is no such module/],
    ['id: handheld', 'id: other', /profile\.yaml:1: id: should be handheld/],
    ['title:', 'titel:', /profile\.yaml:\d+: /],
    ["'\\brog", "'(\\brog", /profile\.yaml:\d+: .*matches: is no regular expression/],
    ['some: input', 'some: inputs', /profile\.yaml:\d+: .*there is no such list of facts/],
  ];
  for (const [from, to, message] of wrong) {
    t.true(good.includes(from), from);
    const where = await withProfile(t, good.replace(from, to));
    const { code, stderr } = await run(where, ['match', recorded('yoga')]);
    t.is(code, 2, to);
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

test('an own profile cannot take the place of a shipped one', async (t) => {
  const text = (await example()).replace('id: handheld', 'id: yoga');
  const where = await withProfile(t, text, 'config/profiles/yoga/profile.yaml');
  const { code, stderr } = await run(where, ['match', recorded('yoga')]);
  t.is(code, 2);
  t.regex(
    stderr,
    /config\/profiles\/yoga\/profile\.yaml: yoga is a profile that panther-discover brings along/,
  );
});
