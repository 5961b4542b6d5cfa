import { hostDefault } from './draft.ts';
import { isEncrypted } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const tpm2: Rule = {
  id: 'tpm/unlock',
  source: 'systemd-cryptenroll(1), crypttab(5): tpm2-device',
  reason: 'A TPM 2.0 may open the disk once it is enrolled; the passphrase keeps working.',
  apply: (context) =>
    isEncrypted(context) && context.facts.firmware.tpm === '2.0'
      ? {
          settings: [
            hostDefault('panther.filesystems.encryption.tpm2', true, [
              'firmware.tpm',
              'answers.encryption',
            ]),
          ],
        }
      : NOTHING,
};
