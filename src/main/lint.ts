import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nixProgram } from '../assets/read.ts';
import { type Evaluation, evaluateNix } from '../machine/nix.ts';
import { PantherError } from '../model/errors.ts';
import { mentionedNames } from '../plan/lint/mentioned.ts';
import { plainDevices } from '../plan/lint/plain.ts';
import { TYPE_CODE, typeFinding } from '../plan/lint/types.ts';
import { type Finding, LINT_RULES, lintDevices, type ReadDevices } from '../plan/lint.ts';

export type { Finding };

/** Every code that a finding can have. */
export const LINT_CODES: readonly string[] = [...LINT_RULES.map(({ code }) => code), TYPE_CODE];

/** Checkouts that lint may use beside the file; null: not given. */
export interface LintAids {
  /** A checkout of disko, for its type library. */
  disko: string | null;
  /** A checkout of nixpkgs, for its lib. */
  nixpkgs: string | null;
}

/**
 * lint: the defects of a disko file. Throws PantherError('input') where it cannot be read as one, and
 * PantherError('missing') without nix-instantiate.
 */
export async function lintFile(path: string, aids: LintAids): Promise<Finding[]> {
  const { real, text } = await textOf(path);
  const lib = aids.nixpkgs === null ? null : await folder(join(aids.nixpkgs, 'lib'), '--nixpkgs');
  const { packages, configuration } = mentionedNames(text);
  const read = settled<ReadDevices | null>(
    await evaluateNix({
      program: nixProgram('reader.nix'),
      strings: {
        name: basename(real),
        packages: JSON.stringify(packages),
        configuration: JSON.stringify(configuration),
        libPath: lib ?? '',
      },
      places: { linted: dirname(real), ...(lib === null ? {} : { 'nixpkgs-lib': lib }) },
    }),
    path,
  );
  if (read === null) {
    throw new PantherError(
      'input',
      `${path}: sets no disko.devices; give a file with a disko layout`,
    );
  }
  const findings = lintDevices(read);
  return aids.disko === null
    ? findings
    : [...(await checkTypes(read, aids.disko, lib)), ...findings];
}

/** What disko's own types say. A layout with parts that are not known cannot be judged by them. */
async function checkTypes(
  read: ReadDevices,
  disko: string,
  lib: string | null,
): Promise<Finding[]> {
  if (lib === null) {
    throw new PantherError('usage', '--disko needs the lib of nixpkgs as well; give --nixpkgs DIR');
  }
  const layout = plainDevices(read.v);
  if (layout === undefined) return [];
  const judged = await evaluateNix({
    program: nixProgram('typecheck.nix'),
    strings: { layout: JSON.stringify(layout) },
    places: { disko: await folder(disko, '--disko'), 'nixpkgs-lib': lib },
  });
  if (judged.status !== 'failed') return [];
  const finding = typeFinding(read, judged.reason);
  if (finding !== null) return [finding];
  throw new PantherError('input', `--disko ${disko}: cannot judge a layout: ${judged.reason}`);
}

async function textOf(path: string): Promise<{ real: string; text: string }> {
  try {
    const real = await realpath(path);
    return { real, text: await readFile(real, 'utf8') };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'too long';
    throw new PantherError('input', `${path}: cannot be read (${why}); give a Nix file`);
  }
}

async function folder(path: string, flag: string): Promise<string> {
  return realpath(path).catch(() => {
    throw new PantherError('usage', `${flag} ${path}: there is no such folder`);
  });
}

function settled<T>(evaluation: Evaluation, path: string): T {
  if (evaluation.status === 'ok') return evaluation.value as T;
  if (evaluation.status === 'missing') {
    throw new PantherError(
      'missing',
      'nix-instantiate is not installed, and nothing else reads Nix; install Nix (Debian: nix-bin)',
    );
  }
  throw new PantherError('input', `${path}: Nix cannot evaluate it: ${evaluation.reason}`);
}
