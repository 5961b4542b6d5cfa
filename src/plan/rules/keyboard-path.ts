import { hidModules, isBehindT2 } from '../../assets/hid-modules.ts';
import { pinModules } from '../../assets/keyboard-pins.ts';
import type { Facts } from '../../model/facts.ts';
import type { InputDevice } from '../../model/hardware.ts';

/**
 * How stage 1 gets at a keyboard: `covered` with the modules that it takes beyond NixOS's own,
 * `uncovered` where it is known that it cannot, `unclear` where a part of the way is not known.
 */
export interface KeyboardPath {
  state: 'covered' | 'unclear' | 'uncovered';
  modules: string[];
}

/** Linux drivers/platform/surface, drivers/hid/surface-hid; the aggregator hangs on a serial port. */
const SURFACE = [
  '8250_dw',
  'surface_aggregator',
  'surface_aggregator_hub',
  'surface_aggregator_registry',
  'surface_hid',
  'surface_hid_core',
  'surface_kbd',
];
const INTEL_BUS = ['intel_lpss', 'intel_lpss_pci'];

export type Keyboard = Pick<InputDevice, 'bus' | 'vendor' | 'product'>;

/** The way from the processor to one keyboard, by the bus that it hangs on and by its ids. */
export function keyboardPath(keyboard: Keyboard, facts: Facts): KeyboardPath {
  const id = idOf(keyboard);
  switch (keyboard.bus) {
    case 'isa':
      return { state: 'covered', modules: [] };
    case 'usb':
      return hangsOnT2(keyboard)
        ? { state: 'uncovered', modules: [] }
        : { state: 'covered', modules: hidModules(id) };
    case 'i2c':
      return i2c(['hid_multitouch', 'i2c_hid_acpi', ...hidModules(id)], facts);
    case 'rmi':
      return i2c(['hid_rmi', 'i2c_hid_acpi'], facts);
    case 'surface':
      return withPins(isIntel(facts) ? [...SURFACE, ...INTEL_BUS] : SURFACE, facts);
    case 'spi':
      return isApple(facts)
        ? { state: 'covered', modules: ['applespi', 'intel_lpss_pci', 'spi_pxa2xx_platform'] }
        : { state: 'uncovered', modules: [] };
    case 'bluetooth':
      return { state: 'uncovered', modules: [] };
    default:
      return { state: 'unclear', modules: [] };
  }
}

/** Apple's T2 shows the keyboard as one on USB, through a driver (apple-bce) that no kernel has. */
export function hangsOnT2(keyboard: Keyboard): boolean {
  return keyboard.bus === 'usb' && isBehindT2(idOf(keyboard));
}

function idOf({ vendor, product }: Keyboard): string {
  return `${vendor ?? ''}:${product ?? ''}`;
}

function i2c(modules: string[], facts: Facts): KeyboardPath {
  const bus = ['i2c_designware_platform', ...(isIntel(facts) ? INTEL_BUS : [])];
  return withPins([...modules, ...bus], facts);
}

/** AMD's pin controller is built into the kernel; Intel's goes by generation. */
function withPins(modules: string[], { cpu }: Facts): KeyboardPath {
  if (cpu.vendor === 'AuthenticAMD') return { state: 'covered', modules };
  const known = cpu.vendor === 'GenuineIntel' && cpu.family === 6 && cpu.model !== null;
  const pins = known ? pinModules(cpu.model as number) : null;
  return pins === null
    ? { state: 'unclear', modules }
    : { state: 'covered', modules: [...modules, ...pins] };
}

function isIntel({ cpu }: Facts): boolean {
  return cpu.vendor === 'GenuineIntel';
}

function isApple({ identity }: Facts): boolean {
  return /^apple\b/i.test(identity.vendor ?? '');
}
