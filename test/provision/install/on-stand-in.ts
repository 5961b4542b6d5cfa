import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type StandIn, type StandInOptions, standIn, whyNoStandIn } from './stand-in.ts';

const reason = whyNoStandIn();
export const SECRETS = ['--passphrase-fd', '3', '--password-fd', '4'];

/** A test on a machine that stands in for one; skipped aloud where there can be none. */
export function onStandIn(
  name: string,
  body: (t: ExecutionContext, target: StandIn) => Promise<void>,
  options: StandInOptions = {},
): void {
  test.serial(name, async (t) => {
    if (reason !== null) {
      if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(reason);
      else t.log(`SKIPPED: ${reason}`);
      t.pass();
      return;
    }
    t.timeout(5 * 60_000);
    await body(t, await standIn(t, options));
  });
}

/** Words that name the repository. */
export const out = ({ folder }: StandIn): string[] => ['--out', join(folder, 'os')];

/** What would have to be approved now. */
export async function digestOf(target: StandIn): Promise<string> {
  const { stdout } = await target.panther('install', '--dry-run', '--json', ...out(target));
  return (JSON.parse(stdout) as { digest: string }).digest;
}

/** The calls of disko that wipe. */
export const wipes = (target: StandIn): string[][] =>
  target
    .calls()
    .filter((call) => call[2] === 'destroy,format,mount' && !call.includes('--dry-run'));
