import { hardwareList } from './draft.ts';
import { NOTHING, type Rule } from './rule.ts';

export const answeredModules: Rule = {
  id: 'storage/answered-modules',
  source: 'NixOS option boot.initrd.availableKernelModules',
  reason: 'As answered.',
  apply: ({ answers }) =>
    (answers.initrdModules ?? []).length === 0
      ? NOTHING
      : {
          settings: [
            hardwareList(
              'boot.initrd.availableKernelModules',
              [...new Set(answers.initrdModules ?? [])].sort(),
              ['answers.initrdModules'],
            ),
          ],
        },
};
