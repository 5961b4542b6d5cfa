import test from 'ava';
import { recordCapture } from '../../../src/discover/capture.ts';
import { redactCapture } from '../../../src/discover/redact.ts';
import { recordOverSsh } from '../../../src/discover/source/ssh.ts';
import { localMachine } from '../../../src/machine/local.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { requireSshd, startSshd, withSsh } from '../../machine/sshd.ts';

/** Without what changes from one moment to the next. */
function lasting(capture: Capture): Capture['readings'] {
  return redactCapture(capture, new Uint8Array(32)).readings;
}

test.serial('a capture over SSH is the local one, reading by reading', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  const remote = await withSsh(sshd, () => recordOverSsh(sshd.address, 'test'));
  t.is(remote.origin, 'ssh');
  const local = await recordCapture(localMachine(), 'test');
  t.deepEqual(lasting(remote), lasting(local));
});
