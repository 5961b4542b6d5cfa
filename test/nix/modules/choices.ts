import type { Choice } from './choice.ts';
import { CORE } from './choices/core.ts';
import { FILESYSTEMS } from './choices/filesystems.ts';
import { HARDWARE } from './choices/hardware.ts';
import { PERSISTENCE } from './choices/persistence.ts';
import { SECURITY } from './choices/security.ts';
import { SERVICES } from './choices/services.ts';

export const CHOICES: readonly Choice[] = [
  ...CORE,
  ...FILESYSTEMS,
  ...HARDWARE,
  ...PERSISTENCE,
  ...SECURITY,
  ...SERVICES,
];
