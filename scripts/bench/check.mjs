// A repository of a thousand hosts, checked by one run of the tool.
import { spawnSync } from 'node:child_process';

const BUNDLE = 'dist/panther-discover.mjs';

/** How long `check` takes over the repository that the batch left, and the most memory. Throws where one drifts. */
export function timeCheck(root) {
  // What the run used is written where its standard error would go.
  const use =
    'process.on("exit", () => process.stderr.write("\\n" + JSON.stringify(process.resourceUsage())))';
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(use)}`,
      BUNDLE,
      'check',
      '--out',
      root,
      '--quiet',
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`check failed: ${stderr.slice(0, 2000)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr.slice(stderr.lastIndexOf('\n')));
  return {
    milliseconds,
    processor: (userCPUTime + systemCPUTime) / 1000,
    mebibytes: maxRSS / 1024,
  };
}
