import * as z from 'zod';
import { DiskRole, GivenAnswers } from '../../model/answers.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import { regionProblem } from './region.ts';

/** What `--set` takes, as it is listed to a person. */
const KEYS = [
  'host',
  'profile',
  'user',
  'sshKeys',
  'timeZone',
  'locale',
  'keyMap',
  'stateVersion',
  'encryption',
  'hibernation',
  'publicDiskIds',
  'initrdModules',
  'unlock',
  'disk',
  'disks.<name>',
  'layout.espSize',
  'layout.swapSize',
  'layout.swapKind',
  'layout.redundancy',
  'layout.subvolumes.<name>',
  'layout.label',
] as const;

/** A key of `--set`, with the values that it may have where they are a few words. */
export interface SettingKey {
  key: string;
  about: string;
  values: readonly string[];
}

/** Every key that `--set` takes. */
export function settingKeys(): SettingKey[] {
  return KEYS.map((key) => ({ key, about: '', values: valuesOf(key) }));
}

/** The words that a key may be, as its schema lists them; none where it may be anything. */
function valuesOf(key: string): string[] {
  if (FLAGS.includes(key)) return ['true', 'false'];
  if (key === 'disks.<name>') return [...DiskRole.options];
  let schema: unknown = GivenAnswers;
  for (const part of key.split('.')) {
    schema = innermost((innermost(schema) as { shape?: Record<string, unknown> }).shape?.[part]);
  }
  const options = (schema as { options?: unknown } | undefined)?.options;
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [];
}

/** A schema without what makes it optional or nullable. */
function innermost(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap();
  return inner;
}

const SUBVOLUME = 'layout.subvolumes.';

const FLAGS: readonly string[] = ['hibernation', 'publicDiskIds'];

/**
 * Answers out of `key=value` pairs. `initrdModules` is a list with commas. `sshKeys` takes several keys, comma-separated or repeated;
 * `layout.swapSize=none` means zram only, `layout.subvolumes.<name>=none` a subvolume less.
 *
 * @throws PantherError `usage` with one line that names the pair and what it should look like.
 */
export function parseSet(pairs: readonly string[]): GivenAnswers {
  const given: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new PantherError('usage', `--set ${shownText(pair, 60)}: should be key=value`);
    }
    setKey(given, pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  const parsed = GivenAnswers.safeParse(given, USED_ONCE);
  if (parsed.success) {
    const region = regionProblem(parsed.data);
    if (region === null) return parsed.data;
    throw new PantherError('usage', `--set ${region.key}: ${region.text}`);
  }
  const [issue] = parsed.error.issues;
  // A list's index is no part of what a person typed.
  const key = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  throw new PantherError('usage', `--set ${shownText(key, 60)}: ${wanted(issue?.message)}`);
}

/** zod's own words, or those of the schema where it has better ones. */
export function wanted(message: string | undefined): string {
  if (message === undefined) return 'not a valid value';
  return /^(a|an) /.test(message) ? `should be ${message}` : message.replaceAll('\n', ' ');
}

function setKey(given: Record<string, unknown>, key: string, value: string): void {
  if (key.startsWith('disks.')) {
    const name = key.slice('disks.'.length);
    // A record would lose the one name that means something else to JavaScript.
    if (name === '' || name === '__proto__') {
      throw new PantherError(
        'usage',
        `--set ${shownText(key, 60)}: should name a disk, such as disks.nvme1n1`,
      );
    }
    nested(given, 'disks')[name] = value;
    return;
  }
  if (key.startsWith(SUBVOLUME)) {
    const name = key.slice(SUBVOLUME.length);
    if (!/^@[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
      throw new PantherError(
        'usage',
        `--set ${shownText(key, 60)}: should name a subvolume such as layout.subvolumes.@vm`,
      );
    }
    const subvolumes = nested(nested(given, 'layout'), 'subvolumes');
    subvolumes[name] = value === 'none' || value === 'null' ? null : value;
    return;
  }
  if (!(KEYS as readonly string[]).includes(key)) {
    throw new PantherError(
      'usage',
      `--set ${shownText(key, 60)}: no such key; the keys are ${KEYS.join(', ')}`,
    );
  }
  if (key === 'sshKeys') {
    given['sshKeys'] = [...((given['sshKeys'] as string[] | undefined) ?? []), ...keysIn(value)];
  } else if (key === 'initrdModules') {
    const before = (given[key] as string[] | undefined) ?? [];
    const names = value.split(',').map((name) => name.trim());
    given[key] = [...before, ...names.filter((name) => name !== '')];
  } else if (key.startsWith('layout.')) {
    const none = key === 'layout.swapSize' && (value === 'none' || value === 'null');
    nested(given, 'layout')[key.slice('layout.'.length)] = none ? null : value;
  } else {
    given[key] = FLAGS.includes(key) ? flag(key, value) : value;
  }
}

/** Without a prototype, so that no key means more than itself. */
function nested(given: Record<string, unknown>, key: string): Record<string, unknown> {
  const group = (given[key] as Record<string, unknown> | undefined) ?? Object.create(null);
  given[key] = group;
  return group;
}

/** A key's comment may hold a comma: only one that a key type follows parts two keys. */
function keysIn(value: string): string[] {
  return value
    .split(/,(?=\s*(?:ssh-|ecdsa-|sk-))/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
}

function flag(key: string, value: string): boolean {
  if (value === 'true' || value === 'yes') return true;
  if (value === 'false' || value === 'no') return false;
  throw new PantherError('usage', `--set ${key}: should be true or false`);
}
