import type { InputDevice } from '../../model/hardware.ts';
import { hasBit, type InputEntry, parseInputDevices } from '../parse/input-devices.ts';
import type { Readings } from '../readings.ts';
import { type Part, usbPath } from './part.ts';
import { cleaned } from './placeholders.ts';
import { isFixedPort } from './usb.ts';

const DEVICES = '/proc/bus/input/devices';

// linux/input-event-codes.h
const KEY_Q = 16;
const KEY_P = 25;
const BTN_MOUSE = 0x110;
const BTN_TOOL_PEN = 0x140;
const BTN_TOOL_FINGER = 0x145;
const BTN_TOUCH = 0x14a;
const BTN_STYLUS = 0x14b;
const ABS_MT_POSITION_X = 0x35;
const PROP_DIRECT = 1;
const PROP_POINTING_STICK = 5;
const SW_LID = 0;
const SW_TABLET_MODE = 1;

/** Input devices by what they can do, as udev's input_id tells them apart. */
export function readInput(readings: Readings): Part {
  const text = readings.text(DEVICES);
  if (text === null) return { sources: {} };
  return { input: inputDevicesIn(text, readings), sources: { input: [DEVICES] } };
}

/**
 * The input devices in a text of /proc/bus/input/devices. Whether one on USB is built in, only sysfs tells.
 */
export function inputDevicesIn(text: string, readings: Readings | null = null): InputDevice[] {
  const input: InputDevice[] = [];
  for (const entry of parseInputDevices(text)) {
    const bus = busOf(entry);
    for (const kind of kindsOf(entry)) {
      input.push({
        name: cleaned(entry.name) ?? 'unnamed',
        kind,
        bus,
        internal: isInternal(readings, entry, bus),
        vendor: entry.vendor === '0000' ? null : entry.vendor,
        product: entry.vendor === '0000' ? null : entry.product,
      });
    }
  }
  return input;
}

function kindsOf(entry: InputEntry): InputDevice['kind'][] {
  const kinds: InputDevice['kind'][] = [];
  if (hasBit(entry, 'SW', SW_LID)) kinds.push('lid');
  if (hasBit(entry, 'SW', SW_TABLET_MODE)) kinds.push('tablet-switch');
  const pointer = pointerOf(entry);
  if (pointer !== null) kinds.push(pointer);
  if (hasLetters(entry)) kinds.push('keyboard');
  return kinds;
}

function pointerOf(entry: InputEntry): InputDevice['kind'] | null {
  const key = (bit: number): boolean => hasBit(entry, 'KEY', bit);
  if (hasBit(entry, 'PROP', PROP_POINTING_STICK)) return 'trackpoint';
  const axes = hasBit(entry, 'ABS', 0) && hasBit(entry, 'ABS', 1);
  if (axes || hasBit(entry, 'ABS', ABS_MT_POSITION_X)) {
    const direct = hasBit(entry, 'PROP', PROP_DIRECT);
    if (key(BTN_STYLUS) || key(BTN_TOOL_PEN)) return 'pen';
    if (key(BTN_TOOL_FINGER) && !direct) return 'touchpad';
    // Virtual machines show the mouse as a tablet with mouse buttons.
    if (key(BTN_MOUSE)) return 'mouse';
    return key(BTN_TOUCH) || direct ? 'touchscreen' : null;
  }
  const moves = hasBit(entry, 'REL', 0) && hasBit(entry, 'REL', 1);
  if (!moves || !key(BTN_MOUSE)) return null;
  return /trackpoint|dualpoint stick/i.test(entry.name) ? 'trackpoint' : 'mouse';
}

/** A row of letters makes a keyboard; power buttons and hotkey drivers have a few keys only. */
function hasLetters(entry: InputEntry): boolean {
  for (let bit = KEY_Q; bit <= KEY_P; bit += 1) if (!hasBit(entry, 'KEY', bit)) return false;
  return true;
}

/** PS/2 has sockets on some machines: what hangs there is built in on a laptop only. */
function isInternal(
  readings: Readings | null,
  entry: InputEntry,
  bus: InputDevice['bus'],
): boolean | null {
  if (bus === 'usb') {
    const path = usbPath(entry.sysfs);
    return path === null || readings === null ? null : isFixedPort(readings, path);
  }
  if (bus === 'i2c' || bus === 'spi' || bus === 'rmi' || bus === 'surface') return true;
  return bus === 'bluetooth' ? false : null;
}

/** linux/input.h BUS_*; a device that a program made up (uinput) may claim any of them. */
function busOf(entry: InputEntry): InputDevice['bus'] {
  if (entry.bus === 0x05) return 'bluetooth';
  if (entry.sysfs.startsWith('/devices/virtual/')) return 'virtual';
  switch (entry.bus) {
    case null:
      return null;
    case 0x03:
      return 'usb';
    case 0x06:
      return 'virtual';
    case 0x10:
    case 0x11:
      return 'isa';
    case 0x18:
      return 'i2c';
    case 0x19:
      // BUS_HOST: a maker's own way. Microsoft's is the Surface Aggregator.
      return entry.vendor === '045e' ? 'surface' : 'other';
    case 0x1c:
      return 'spi';
    case 0x1d:
      return 'rmi';
    default:
      return 'other';
  }
}
