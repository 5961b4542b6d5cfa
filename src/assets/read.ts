import { generated } from './generated.ts';

/** Version of the tool, from package.json. */
export { VERSION } from './generated-version.ts';

/** Files that a PantherOS repository gets verbatim: relative path → text. */
export function repositoryFiles(): Readonly<Record<string, string>> {
  return generated.repository;
}

/** A style sheet or script of a page by its file name under src/emit/html. */
export function pageAsset(name: string): string {
  return entry(generated.pages, name, 'style or script of a page');
}

/** A Nix expression that the tool has evaluated, by its file name under src/plan. */
export function nixProgram(name: string): string {
  return entry(generated.programs, name, 'Nix program');
}

/** A device-id table by its file name under src/assets/tables, without extension, as parsed YAML. */
export function table(name: string): unknown {
  return JSON.parse(entry(generated.tables, name, 'table'));
}

/** Every profile.yaml under src/profiles, as parsed YAML, by folder name. */
export function profileSources(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(generated.profiles).map(([name, json]) => [name, JSON.parse(json)]),
  );
}

/** The completion script of a shell: bash, zsh or fish. */
export function completionScript(shell: string): string {
  return entry(generated.completions, shell, 'completion');
}

/** The shell functions with which a machine is recorded from afar. */
export function probeFunctions(): string {
  return generated.probe;
}

function entry(group: Readonly<Record<string, string>>, name: string, kind: string): string {
  const found = group[name];
  if (found === undefined) throw new Error(`no ${kind} named ${name} in the bundle`);
  return found;
}
