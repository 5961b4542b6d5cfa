import { hardwareDefault, hostDefault } from './draft.ts';
import { hasModule, isBareMetal, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

export const laptop: Rule = {
  id: 'power/laptop',
  source: 'PantherOS module hardware/workstations',
  reason: 'It runs on a battery: power daemon, lid and battery state.',
  apply: (context) =>
    isMobile(context) && hasModule(context, 'hardware/workstations')
      ? {
          settings: [
            hostDefault('panther.hardware.workstations.laptop', true, [
              'chassis.form',
              'power.batteries',
            ]),
          ],
        }
      : NOTHING,
};

export const headParking: Rule = {
  id: 'power/hdapsd',
  source: 'Linux Documentation/admin-guide/laptops/disk-shock-protection',
  reason: 'A spinning disk in a machine that is carried about parks its heads when shaken.',
  apply: (context) => {
    if (!isPersonal(context) || !isMobile(context) || !isBareMetal(context)) return NOTHING;
    const spinning = context.facts.disks.find(
      ({ rotational, removable, transport, virtual }) =>
        rotational === true && removable !== true && transport === 'sata' && !virtual,
    );
    if (spinning === undefined || context.facts.sensors.accelerometer !== true) return NOTHING;
    return {
      settings: [
        hardwareDefault('services.hdapsd.enable', true, [
          `disks[${spinning.name}].rotational`,
          'sensors.accelerometer',
        ]),
      ],
    };
  },
};
