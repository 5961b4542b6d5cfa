import { isBareMetal, isMobile, isPersonal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** Which of the two works well is the firmware's secret, so its own choice holds and the other is named. */
export const shallowSleep: Rule = {
  id: 'power/sleep',
  source: 'Linux Documentation/admin-guide/pm/sleep-states: /sys/power/mem_sleep',
  reason: 'The machine sleeps lightly by default and could sleep deeply.',
  apply: (context) => {
    if (!isPersonal(context) || !isMobile(context) || !isBareMetal(context)) return NOTHING;
    const { sleepStates, sleepDefault = null } = context.facts.power;
    if (sleepDefault !== 's2idle' || !sleepStates?.includes('deep')) return NOTHING;
    return {
      gaps: [
        {
          code: 'power.sleep-depth',
          subject: 'power.sleepStates',
          text: 'It sleeps lightly (s2idle) unless told otherwise, and its firmware offers deep sleep as well: if the battery drains while it is closed, try boot.kernelParams = [ "mem_sleep_default=deep" ]; in local.nix, and see that it wakes up again.',
        },
      ],
    };
  },
};
