import type { Readings } from '../readings.ts';
import { type Part, readWell } from './part.ts';

const DETECT = 'command:systemd-detect-virt';
const HYPERVISOR = '/sys/hypervisor/type';
const PORTS = '/sys/class/virtio-ports';
const VMBUS = '/sys/bus/vmbus/devices';

/** What the machine itself says of a hypervisor; DMI and processor flags are weighed in derivation. */
export function readVirtualisation(readings: Readings): Part {
  const sources: Record<string, string[]> = {};
  const told = readings.command('systemd-detect-virt')?.trim() ?? '';
  const xen = readings.text(HYPERVISOR)?.trim() === 'xen';
  let kind: string | null = null;
  if (/^[a-z][a-z0-9-]{0,31}$/.test(told)) {
    kind = told;
    sources['virtualisation.kind'] = [DETECT];
  } else if (xen) {
    kind = 'xen';
    sources['virtualisation.kind'] = [HYPERVISOR];
  }
  const ids = readings.ids(`${PORTS}/`).filter((id) => id.endsWith('/name'));
  const names = ids.map((id) => readings.text(id)?.trim() ?? '');
  const known = names.length > 0 || readings.list(PORTS) !== null;
  const port = (name: string): boolean | null => (known ? names.includes(name) : null);
  if (known) {
    const seen = readWell(readings, [PORTS, ...ids]);
    sources['virtualisation.guestAgent'] = seen;
    sources['virtualisation.spice'] = seen;
  }
  const vmbus = readings.list(VMBUS);
  if (vmbus !== null) sources['virtualisation.vmbus'] = [VMBUS];
  return {
    virtualisation: {
      kind,
      provider: null,
      guestAgent: port('org.qemu.guest_agent.0'),
      spice: port('com.redhat.spice.0'),
      vmbus: vmbus === null ? null : vmbus.length > 0,
    },
    sources,
  };
}
