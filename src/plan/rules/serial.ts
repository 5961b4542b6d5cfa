import { hostDefault } from './draft.ts';
import { isQemuGuest, roleOf } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

const PORT = /^tty(S|AMA)[0-9]{1,2}$/;

export const serialConsole: Rule = {
  id: 'serial/console',
  source: 'Linux Documentation/admin-guide/serial-console',
  reason: 'Kernel messages and a login on the serial port, for when the network is gone.',
  apply: (context) => {
    const role = roleOf(context.profile);
    if (role === 'personal') return NOTHING;
    const option = `panther.hardware.${role === 'vps' ? 'vps' : 'servers'}.serialConsole`;
    const { serialConsoles } = context.facts;
    const port = serialConsoles?.find((name) => PORT.test(name));
    if (port !== undefined) return { settings: [hostDefault(option, port, ['serialConsoles'])] };
    if (serialConsoles === null && isQemuGuest(context)) {
      const reason = 'QEMU guests have a serial port unless it was taken away.';
      return { settings: [hostDefault(option, 'ttyS0', ['virtualisation.kind'], reason)] };
    }
    if (role !== 'vps') return NOTHING;
    const reason = 'No serial port was seen.';
    return { settings: [hostDefault(option, null, ['serialConsoles'], reason)] };
  },
};
