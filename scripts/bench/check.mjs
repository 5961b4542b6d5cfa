// A repository of a thousand hosts, checked by one run of the tool.
import { spawnSync } from 'node:child_process';

const BUNDLE = 'dist/panther-discover.mjs';

/** Milliseconds of `check` over the repository that the batch left, and the most memory that it took. */
export function timeCheck(root, ...flags) {
  // What the run used is written where its standard error would go.
  const use =
    'process.on("exit", () => process.stderr.write(`\\n${JSON.stringify(process.resourceUsage())}`))';
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(use)}`,
      BUNDLE,
      'check',
      '--out',
      root,
      '--quiet',
      ...flags,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const milliseconds = performance.now() - start;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr.slice(stderr.lastIndexOf('\n')));
  return {
    status,
    output: stdout.length,
    milliseconds,
    processor: (userCPUTime + systemCPUTime) / 1000,
    mebibytes: maxRSS / 1024,
  };
}
