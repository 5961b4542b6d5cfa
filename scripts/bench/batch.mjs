// A thousand captures to hosts, in one process and into one repository.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const CAPTURES = 1000;

/** How long it took, the memory in use after 100, 500 and all hosts, and the most there ever was. */
export async function timeBatch(folder) {
  const program = join(folder, 'make-hosts.mjs');
  await build({
    entryPoints: ['scripts/bench/make-hosts.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['systeminformation'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const captures = join(folder, 'captures');
  writeCaptures(captures);
  const place = join(folder, 'pantheros');
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', program, captures, place]).toString(),
  );
}

/** The recorded machines of this repository in turn, under as many names. */
function writeCaptures(folder) {
  const machines = [
    ...machinesIn('hardware-discovery', 'hosts'),
    ...machinesIn('fixtures', 'fixtures'),
  ];
  for (let number = 0; number < CAPTURES; number += 1) {
    const { capture, answers } = machines[number % machines.length];
    const place = join(folder, `host-${String(number).padStart(4, '0')}`);
    mkdirSync(place, { recursive: true });
    const text = JSON.stringify({ ...capture, recordedBy: `bench ${number}` }, null, 2);
    writeFileSync(join(place, 'capture.json'), text);
    writeFileSync(join(place, 'answers.yaml'), answers);
  }
}

function machinesIn(captures, answers) {
  return readdirSync(captures).map((name) => ({
    capture: JSON.parse(readFileSync(`${captures}/${name}/capture.json`, 'utf8')),
    answers: readFileSync(`${answers}/${name}/answers.yaml`, 'utf8'),
  }));
}
