import type { Facts } from '../../model/facts.ts';
import type { Setting } from '../../model/plan.ts';
import { refuse } from './refuse.ts';

const ENCRYPTION = 'panther.filesystems.encryption';

/**
 * Refuses settings that the layout's promises do not survive: unlocking by a TPM that is not there, or
 * by one that gives the key to whoever starts the machine; hibernation that the kernel forbids.
 *
 * @throws PantherError `refused` that says which rule is broken.
 */
export function checkSettings(settings: readonly Setting[], facts: Facts): void {
  const values = new Map(settings.map(({ option, value }) => [option.join('.'), value]));
  const isOn = (option: string): boolean => values.get(option) === true;
  if (isOn(`${ENCRYPTION}.tpm2`)) {
    if (facts.firmware.tpm !== '2.0')
      refuse('a TPM is to unlock the disk, and none of version 2.0 was seen');
    const pinless = values.get(`${ENCRYPTION}.tpm2Pin`) === false;
    if (pinless && facts.firmware.secureBoot !== 'on') {
      refuse(
        'a TPM without PIN and without Secure Boot gives the key to whoever starts the machine',
      );
    }
  }
  if (isOn('panther.filesystems.optimization.hibernation') && isOn('security.protectKernelImage')) {
    refuse('hibernation is wanted, and security.protectKernelImage forbids it');
  }
}
