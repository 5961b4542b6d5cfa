/** The steps of an install, in their order. */
export const STEPS = [
  'preflight',
  'approve',
  'secrets',
  'disk',
  'verify-disk',
  'install',
  'verify-system',
  'done',
] as const;
export type Step = (typeof STEPS)[number];

/** What a step does, for the person who watches. */
export const STEP_WORDS: Readonly<Record<Step, string>> = {
  preflight: 'look at the machine and at the repository; no disk is changed',
  approve: 'show what will be lost, and ask',
  secrets: 'take the passphrase and the password',
  disk: 'wipe, partition, format and mount',
  'verify-disk': 'hold the disk against the plan',
  install: 'carry over what must survive, and install the system',
  'verify-system': 'hold the system against what it needs to start',
  done: 'say what comes next',
};

/** Where a machine stands when an install ended in or after a step, and what to do about it. */
export const STATE_WORDS = {
  untouched: 'No disk was changed. Run panther-discover install again whenever you want.',
  'being-wiped':
    'The disk is partly formatted: nothing of what was on it is left, and nothing can start from it. Run panther-discover install --resume: it shows what is there now and asks anew.',
  formatted:
    'The disk is formatted and empty; it may be mounted below /mnt. panther-discover install --resume goes on from there, without another wipe.',
  verified:
    'The disk is as planned and empty; it may be mounted below /mnt. panther-discover install --resume goes on from there, without another wipe.',
  'being-installed':
    'The disk is as planned and may be mounted below /mnt; the system on it is not complete and does not start. panther-discover install --resume installs it again, without another wipe.',
  installed:
    'The system is installed, but it was not verified. Do not restart yet: panther-discover install --resume verifies it.',
  complete: 'The system is installed and verified.',
} as const;
export type State = keyof typeof STATE_WORDS;
