import { LINT_CODES } from '../main/lint.ts';
import { explainableNames, profileNames } from '../main/names.ts';
import { recordedCases, repositoryRoot, settingKeys } from '../main.ts';

/** What a shell asks for, as far as the repository has to be looked at. */
export interface Asked {
  kind: string;
  begun: string;
  out: string | null;
  host: string | null;
}

export interface Found {
  values: { value: string; about: string }[];
  /** How the shell is to take them. */
  directive: string;
}

/** Looks up what may stand for a value of a kind, in the repository that the command would work on. */
export async function lookUp({ kind, begun, out, host }: Asked): Promise<Found> {
  if (kind === 'file') return { values: [], directive: 'files' };
  if (kind === 'directory') return { values: [], directive: 'directories' };
  if (kind === 'setting') return settings(begun, await rootOf(out));
  const { values, directive } = await valuesOf(kind, out, host);
  return { values: values.filter(({ value }) => value.startsWith(begun)), directive };
}

async function valuesOf(kind: string, out: string | null, host: string | null): Promise<Found> {
  switch (kind) {
    case 'source':
      return { values: [{ value: 'local', about: 'this machine' }], directive: 'files' };
    case 'host':
      return plain((await casesOf(out)).flatMap(({ name, fixture }) => (fixture ? [] : [name])));
    case 'fixture':
      return plain((await casesOf(out)).flatMap(({ name, fixture }) => (fixture ? [name] : [])));
    case 'case':
      return plain((await casesOf(out)).map(({ name }) => name));
    case 'profile':
      return plain(await profileNames(await rootOf(out)));
    case 'code':
      return plain(LINT_CODES);
    case 'explained': {
      const hosts = (await casesOf(out)).flatMap(({ name, fixture }) => (fixture ? [] : [name]));
      return plain(
        await explainableNames(
          await rootOf(out),
          hosts.filter((name) => host === null || name === host),
        ),
      );
    }
    default:
      return plain([]);
  }
}

/** Keys first, with their `=`; then what a key may be where that is known. */
async function settings(begun: string, root: string): Promise<Found> {
  const at = begun.indexOf('=');
  const rows = settingKeys();
  if (at < 0) {
    const keys = rows.filter(({ key }) => key.startsWith(begun));
    return {
      values: keys
        .map(({ key, about }) => ({ value: key.replace(/<name>$/, ''), about }))
        .map(({ value, about }) => ({ value: value.endsWith('.') ? value : `${value}=`, about })),
      directive: 'values nospace',
    };
  }
  const key = begun.slice(0, at);
  const values =
    key === 'profile'
      ? await profileNames(root)
      : (rows.find((row) => row.key === key || row.key === key.replace(/[^.]+$/, '<name>'))
          ?.values ?? []);
  return plain(values.map((value) => `${key}=${value}`).filter((pair) => pair.startsWith(begun)));
}

function plain(names: readonly string[]): Found {
  return { values: names.map((value) => ({ value, about: '' })), directive: 'values' };
}

/** Where the command would work: `check` and its like take the folder that they are run in. */
async function rootOf(out: string | null): Promise<string> {
  const root = await repositoryRoot(process.cwd(), out ?? undefined);
  if (out !== null) return root;
  const isThere = await recordedCases(root, []).then(
    () => true,
    () => false,
  );
  return isThere ? root : process.cwd();
}

async function casesOf(out: string | null): ReturnType<typeof recordedCases> {
  return recordedCases(await rootOf(out), []).catch(() => []);
}
