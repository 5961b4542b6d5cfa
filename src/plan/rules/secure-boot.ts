import { NOTHING, type Rule } from './rule.ts';

export const secureBoot: Rule = {
  id: 'boot/secure-boot',
  source: 'UEFI specification, 32.3; Linux Documentation/filesystems/efivarfs; lanzaboote',
  reason: 'The firmware starts nothing that it does not know the signature of.',
  apply: ({ facts }) =>
    facts.firmware.secureBoot === 'on'
      ? {
          warnings: [
            {
              code: 'boot.secure-boot',
              text: 'Secure Boot is on, and what is installed first is not signed, so it would not start: switch Secure Boot off in the firmware before the install; once the system runs and keys are made (sbctl create-keys), set panther.core.boot.secureBoot and switch it on again.',
              facts: ['firmware.secureBoot'],
            },
          ],
        }
      : NOTHING,
};
