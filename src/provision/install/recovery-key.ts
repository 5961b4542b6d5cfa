import { shownText } from '../../model/display.ts';
import { recoveryKeyCommand } from './commands.ts';
import type { Job } from './job.ts';
import { containersOf } from './layout-parts.ts';
import { run } from './running.ts';

/** As systemd prints it: 256 bits in eight groups of letters that every keyboard has in one place. */
const RECOVERY_KEY = /^(?:[cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}$/;

/**
 * Adds a recovery key to each container and shows it, once, to the person at the terminal: it is in no log
 * and no file. Where nobody is, or systemd-cryptenroll is not there, panther-enroll does it on the host.
 *
 * @returns how many were added.
 */
export async function addRecoveryKeys(job: Job, passwordFile: string): Promise<number> {
  const { person } = job;
  if (person === null) return 0;
  let added = 0;
  for (const { device, content } of containersOf(job.layout)) {
    const { exitCode, output } = await run(job, recoveryKeyCommand(device, passwordFile));
    const key = output.trim();
    if (exitCode !== 0 || !RECOVERY_KEY.test(key)) {
      job.say('No recovery key was made here; panther-enroll makes one on the new system.');
      return added;
    }
    added += 1;
    person.show(
      [
        '',
        `The recovery key of ${shownText(content.mapper, 60)}. It opens the disk when the passphrase is lost.`,
        'Write it down now: it is shown this once, and kept nowhere.',
        '',
        `  ${key}`,
        '',
      ].join('\n'),
    );
    await person.line('Press Enter when it is written down. ');
    person.clear();
  }
  return added;
}
