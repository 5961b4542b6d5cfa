import { recordCapture } from '../../../src/discover/capture.ts';
import { localMachine } from '../../../src/machine/local.ts';

/** A process of its own, so that it can be started where another /sys is mounted. */
process.stdout.write(JSON.stringify(await recordCapture(localMachine(), 'test')));
