import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { profileSources } from '../src/assets/read.ts';

/** An option of a module, as scripts/module-docs.nix describes it. */
interface ModuleOption {
  path: string;
  type: string;
  description: string;
  internal: boolean;
  readOnly: boolean;
  /** Absent where the option has none, and must be set. */
  default?: unknown;
  /** How the default follows from other settings, as a Nix expression. */
  defaultText?: string;
}

const ROOT = 'modules/nixos';
const CATEGORIES = ['core', 'services', 'security', 'filesystems', 'hardware'];

/** When a module is switched on by something else than its profile. */
const BY_RULE: Readonly<Record<string, string>> = {
  'filesystems/encryption': 'wherever the root is encrypted',
  'services/ssh': 'on yoga, zephyrus and workstation when `sshKeys` are given',
  'security/ssh': 'on yoga, zephyrus and workstation when `sshKeys` are given',
};

const FOR: Readonly<Record<string, string>> = {
  core: 'What every host has: Nix settings, boot loader, limits, network, users.',
  services: 'What runs on a host for others or for its owner.',
  security:
    'What keeps others out. Each measure, its cost and its reason: [security](../security.md).',
  filesystems: 'What becomes of the disks: upkeep, encryption, the reset of the root, snapshots.',
  hardware: 'What a kind of machine needs. Facts of one machine stand in its own `hardware.nix`.',
};

const INTRODUCTION = `# PantherOS modules

Made from \`modules/nixos/**\` by \`scripts/module-page.ts\`; do not edit (see CONTRIBUTING.md).

Every module is \`modules/nixos/<category>/<name>.nix\` and has its options under
\`panther.<category>.<name>\`. Importing the modules changes nothing: each is off until its \`enable\` is
true. A host's \`default.nix\` switches on what its profile names, with \`lib.mkDefault\`, so a plain
line in \`local.nix\` wins:

\`\`\`nix
panther.services.podman.enable = false;
panther.security.firewall.allowedTCPPorts = [ 443 ];
\`\`\`

What cannot work together stops the evaluation with a sentence that names both options. Facts of one
machine (drivers, bus addresses, microcode) are never in a module: they stand in the host's own
\`hardware.nix\`.

**Unproven.** The modules are evaluated against real NixOS modules where a tree is at hand. Nothing
here was built from nixpkgs or booted by this project: not the order of the units around the reset of
the root, not hibernation, Secure Boot, TPM and FIDO2 unlocking, the GPU drivers, sensors, fingerprint
readers, charge limits, unlocking over SSH, or the live medium. The scripts alone were run: reset and
clean-up on a btrfs filesystem in a file, \`panther-enroll\` on a LUKS volume in a file, those of alerts and
of the charge limit on folders that stand for the kernel's.
`;

/**
 * The texts of docs/modules.md and of a page for each category, by their paths. Needs
 * nix-instantiate; reads the modules, builds nothing.
 */
export function modulePages(): Record<string, string> {
  const files = nixFiles(ROOT);
  const options = optionsOf(files);
  const pages = CATEGORIES.map((category) => {
    const shown = files.filter(
      (file) => file.startsWith(`${ROOT}/${category}/`) && options[file]?.length,
    );
    const sections = shown.map((file) => section(file, options[file] ?? []));
    const head = [`# Modules: ${category}`, '', FOR[category] ?? '', ''];
    const made = 'Made from the modules themselves ([all of them](../modules.md)); do not edit.';
    const text = [...head, made, '', sections.join('\n')].join('\n');
    return { category, text };
  });
  const index = [
    '## The pages',
    '',
    ...pages.map(({ category }) => `- [${category}](modules/${category}.md): ${plain(category)}`),
    '',
  ].join('\n');
  return {
    'docs/modules.md': [INTRODUCTION, index, profileTable()].join('\n'),
    ...Object.fromEntries(pages.map(({ category, text }) => [`docs/modules/${category}.md`, text])),
  };
}

/** What a category is for, for the page that links to it. */
function plain(category: string): string {
  return (FOR[category] ?? '').replaceAll('](../', '](');
}

function nixFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return nixFiles(path);
      return path.endsWith('.nix') ? [path] : [];
    })
    .sort();
}

function optionsOf(files: readonly string[]): Record<string, ModuleOption[]> {
  const list = files.map((file) => JSON.stringify(resolve(file))).join(' ');
  const expression = `import ${resolve('scripts/module-docs.nix')} { files = [ ${list} ]; }`;
  const args = ['--store', 'dummy://', '--eval', '--strict', '--json', '--expr', expression];
  const text = execFileSync('nix-instantiate', args, { encoding: 'utf8', maxBuffer: 1 << 24 });
  const byPath: Record<string, ModuleOption[]> = JSON.parse(text);
  return Object.fromEntries(files.map((file) => [file, byPath[resolve(file)] ?? []]));
}

function section(file: string, options: readonly ModuleOption[]): string {
  const name = file.slice(ROOT.length + 1, -'.nix'.length);
  const prefix = `panther.${name.replace('/', '.')}.`;
  const enable = options.find(
    ({ path, defaultText }) => path === `${prefix}enable` && !defaultText,
  );
  const shown = options.filter((option) => option !== enable && !option.internal);
  return [
    `## ${name}`,
    '',
    enable === undefined
      ? 'Shared by other modules of this category; no machine switches it on by itself.'
      : `${purpose(enable.description)} Switched on by ${givers(name)}.`,
    '',
    ...(shown.length === 0
      ? [`No option beside \`${prefix}enable\`.`]
      : [
          `| \`${prefix}…\` | Type | Default | Meaning |`,
          '| --- | --- | --- | --- |',
          ...shown.map((option) => row(option, prefix)),
        ]),
    '',
  ].join('\n');
}

/** "Whether to enable what it is for." → "What it is for." */
function purpose(description: string): string {
  const text = description.replace(/^Whether to enable /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function givers(module: string): string {
  const profiles = Object.entries(profileModules())
    .filter(([, modules]) => modules.includes(module))
    .map(([id]) => id);
  const all = profiles.length === Object.keys(profileModules()).length;
  const named = all ? 'every profile' : profiles.join(', ');
  const rule = BY_RULE[module];
  if (rule === undefined) return named;
  return profiles.length === 0 ? `a rule, ${rule}` : `${named}, and by a rule ${rule}`;
}

function row(option: ModuleOption, prefix: string): string {
  const name = option.path.startsWith(prefix) ? option.path.slice(prefix.length) : option.path;
  const standard = option.readOnly ? `${shownDefault(option)} (read only)` : shownDefault(option);
  return `| \`${name}\` | ${cell(option.type)} | ${cell(standard)} | ${cell(option.description)} |`;
}

function shownDefault(option: ModuleOption): string {
  if (option.defaultText !== undefined) return `\`${option.defaultText}\``;
  return 'default' in option ? `\`${nixText(option.default)}\`` : 'none; must be set';
}

function nixText(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.length === 0 ? '[ ]' : `[ ${value.map(nixText).join(' ')} ]`;
}

function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

function profileTable(): string {
  const profiles = profileModules();
  const ids = Object.keys(profiles);
  const modules = [...new Set([...Object.values(profiles).flat(), ...Object.keys(BY_RULE)])];
  const inOrder = CATEGORIES.flatMap((category) =>
    modules.filter((module) => module.startsWith(`${category}/`)).sort(),
  );
  return [
    '## Which profile switches on what',
    '',
    `| Module | ${ids.join(' | ')} |`,
    `| --- |${' :---: |'.repeat(ids.length)}`,
    ...inOrder.map(
      (module) =>
        `| \`${module}\` | ${ids.map((id) => (profiles[id]?.includes(module) ? 'on' : byRule(module))).join(' | ')} |`,
    ),
    '',
    '`rule`: switched on where a rule finds a reason; the section of the module names it.',
    '',
  ].join('\n');
}

function byRule(module: string): string {
  return module in BY_RULE ? 'rule' : '';
}

function profileModules(): Record<string, string[]> {
  const entries = Object.entries(profileSources()).map(([id, source]): [string, string[]] => {
    const { modules } = source as { modules: { module: string }[] };
    return [id, modules.map(({ module }) => module)];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
