import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

const SCRIPTS = 'modules/nixos/services/monitoring';

interface Host {
  folder: string;
  run: (
    script: string,
    args?: string[],
    more?: Record<string, string>,
  ) => { status: number | null; output: string; error: string };
  read: (path: string) => string;
}

/** Folders as the units have them, and a systemctl that does what `panther-alerts clear` starts. */
function host(t: ExecutionContext): Host {
  const folder = mkdtempSync(join(tmpdir(), 'panther-alerts-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['alerts', 'metrics', 'bin']) mkdirSync(join(folder, name));
  const systemctl = join(folder, 'bin/systemctl');
  const collect = join(process.cwd(), SCRIPTS, 'collect.sh');
  writeFileSync(
    systemctl,
    `#!/usr/bin/env bash\necho "$@" >> ${folder}/started\nexec bash ${collect}\n`,
  );
  const wall = join(folder, 'bin/wall');
  writeFileSync(wall, `#!/usr/bin/env bash\ncat >> ${folder}/terminals\nexit \${WALL:-0}\n`);
  for (const program of [systemctl, wall]) chmodSync(program, 0o755);
  return {
    folder,
    run: (script, args = [], more = {}) => {
      const { status, stdout, stderr } = spawnSync('bash', [`${SCRIPTS}/${script}.sh`, ...args], {
        encoding: 'utf8',
        env: {
          PATH: `${folder}/bin:${process.env['PATH']}`,
          ALERTS: `${folder}/alerts`,
          METRICS: `${folder}/metrics`,
          ROOT_STATE: '',
          HOST_NAME: 'example',
          COMMAND: `cat > ${folder}/told`,
          ...more,
        },
      });
      return { status, output: stdout, error: stderr };
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
  };
}

const SCRUB = 'btrfs-scrub--.service';
/** As systemd escapes /srv/data. */
const ESCAPED = 'btrfs-scrub-srv\\x2ddata.service';

test('a host without alerts has metrics that say nothing, and no notice', (t) => {
  const { run, read, folder } = host(t);
  t.is(run('collect').status, 0);
  t.notRegex(read('metrics/panther.prom'), /^panther_alert\{/m);
  t.false(existsSync(join(folder, 'metrics/notice')));
  t.is(run('alerts').output, 'no alerts\n');
});

test('a failure becomes an alert, a metric and a notice, until somebody acknowledges it', (t) => {
  const { run, read, folder } = host(t);
  for (const unit of [SCRUB, ESCAPED]) {
    const recorded = run('record', [unit]);
    t.is(recorded.status, 0);
    t.true(recorded.output.startsWith(`<3>${unit} failed`));
  }
  t.is(run('collect').status, 0);
  const metrics = read('metrics/panther.prom');
  t.regex(metrics, /^panther_alert\{unit="btrfs-scrub--\.service"\} [0-9]{10}$/m);
  t.regex(metrics, /^panther_alert\{unit="btrfs-scrub-srv\\\\x2ddata\.service"\} [0-9]{10}$/m);
  t.is(read('metrics/notice').trim().split('\n').length, 2);
  t.is(run('alerts', ['list']).output, read('metrics/notice'));

  t.is(run('alerts', ['clear']).status, 0);
  t.is(read('started'), 'start panther-alert-collect.service\n');
  t.deepEqual(readdirSync(join(folder, 'alerts')), []);
  t.notRegex(read('metrics/panther.prom'), /^panther_alert\{/m);
  t.is(run('alerts').output, 'no alerts\n');
});

test('a unit that fails again is one alert, of the later time', (t) => {
  const { run, read, folder } = host(t);
  writeFileSync(join(folder, 'alerts', SCRUB), '1000000000\n');
  run('record', [SCRUB]);
  run('collect');
  t.is(read('metrics/panther.prom').match(/^panther_alert\{/gm)?.length, 1);
  t.notRegex(read('metrics/panther.prom'), /1000000000/);
});

test('an alert file that a crash left empty or garbled counts, with no time', (t) => {
  const { run, read, folder } = host(t);
  writeFileSync(join(folder, 'alerts', 'empty.service'), '');
  writeFileSync(join(folder, 'alerts', 'odd.service'), '12 $(id)\n');
  t.is(run('collect').status, 0);
  t.regex(read('metrics/panther.prom'), /^panther_alert\{unit="empty\.service"\} 0$/m);
  t.regex(read('metrics/panther.prom'), /^panther_alert\{unit="odd\.service"\} 0$/m);
});

for (const [verdict, value] of [
  ['reset 2026-01-01', 1],
  ['skipped', 0],
  ['failed', 0],
  ['', 0],
] as const) {
  test(`a root of which stage 1 says ${verdict || 'nothing'} counts as ${value}`, (t) => {
    const { run, read, folder } = host(t);
    writeFileSync(join(folder, 'verdict'), verdict === '' ? '' : `${verdict}\n`);
    t.is(run('collect', [], { ROOT_STATE: join(folder, 'verdict') }).status, 0);
    t.regex(read('metrics/panther.prom'), new RegExp(`^panther_root_reset ${value}$`, 'm'));
    t.is(existsSync(join(folder, 'metrics/notice')), value === 0);
  });
}

test('a verdict that is missing is not a fresh root, and a host without reset has no such metric', (t) => {
  const { run, read, folder } = host(t);
  run('collect', [], { ROOT_STATE: join(folder, 'nowhere') });
  t.regex(read('metrics/panther.prom'), /^panther_root_reset 0$/m);
  run('collect');
  t.notRegex(read('metrics/panther.prom'), /panther_root_reset/);
});

test('the exporter and every user can read what is collected, and no half-made file stays', (t) => {
  const { run, folder } = host(t);
  run('record', [SCRUB]);
  run('collect');
  for (const name of ['panther.prom', 'notice']) {
    t.is(statSync(join(folder, 'metrics', name)).mode & 0o777, 0o644, name);
  }
  t.deepEqual(readdirSync(join(folder, 'metrics')).sort(), ['notice', 'panther.prom']);
  rmSync(join(folder, 'metrics'), { recursive: true });
  t.not(run('collect').status, 0);
});

test('somebody is told one line, and the unit by a variable', (t) => {
  const { run, read, folder } = host(t);
  const command = `cat > ${folder}/told; printf %s "$PANTHER_UNIT" > ${folder}/unit`;
  t.is(run('notify', [ESCAPED], { COMMAND: command }).status, 0);
  t.is(read('told'), `example: ${ESCAPED} failed; see: systemctl status ${ESCAPED}\n`);
  t.is(read('unit'), ESCAPED);
});

test('a message that could not be sent is a failure of its unit', (t) => {
  const { run } = host(t);
  t.is(run('notify', [SCRUB], { COMMAND: 'cat > /dev/null; exit 7' }).status, 7);
});

for (const [terminals, WALL] of [
  ['that take it', '0'],
  ['that do not', '1'],
] as const) {
  test(`a failing disk is told to terminals ${terminals}, and starts the unit that fails for it`, (t) => {
    const { run, read } = host(t);
    const found = { SMARTD_DEVICESTRING: '/dev/sda [SAT]', SMARTD_MESSAGE: 'FAILED $(id) %s' };
    t.is(run('disk-health', [], { ...found, WALL }).status, 0);
    t.is(read('terminals'), 'Problem detected with disk: /dev/sda [SAT]\nFAILED $(id) %s\n');
    t.is(read('started'), 'start --no-block panther-disk-health.service\n');
  });
}

test('a word that the command does not know is refused', (t) => {
  const { status, error } = host(t).run('alerts', ['drop']);
  t.is(status, 2);
  t.regex(error, /usage: panther-alerts/);
});
