// Measures what a fleet costs: simulated hosts through the real scheduler and ledger, then, as root, real
// machines in namespaces by the fleet's commands and by plain loops that do the same to each machine, and
// the plan of a thousand.

import { race } from './bench-fleet/race.ts';
import { say } from './bench-fleet/say.ts';
import { simulate } from './bench-fleet/simulate.ts';

await simulate();
if (process.geteuid?.() === 0) await race();
else say('SKIPPED  plain loops side by side, and the plan of a thousand: they need root');
