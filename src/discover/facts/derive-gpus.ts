import { table } from '../../assets/read.ts';
import type { Gpu, PciDevice } from '../../model/hardware.ts';

type Ranges = Readonly<Record<string, readonly string[]>>;
type Span = readonly [from: number, to: number, name: string];

interface GpuTable {
  nvidia: Ranges;
  intel: Ranges;
  amd: Ranges;
  bmc: Ranges;
  virtual: Ranges;
}

interface Spans {
  generations: ReadonlyMap<string, readonly Span[]>;
  bmc: readonly Span[];
  virtual: readonly Span[];
}

const MAKERS: ReadonlyMap<string, 'nvidia' | 'amd' | 'intel'> = new Map([
  ['10de', 'nvidia'],
  ['1002', 'amd'],
  ['8086', 'intel'],
]);

let built: Spans | null = null;

/** Every PCI function of base class 03: VGA, 3D and "other" display controllers alike. */
export function gpusOf(pci: readonly PciDevice[]): Gpu[] {
  return pci
    .filter((device) => device.class.startsWith('03'))
    .map((device) => {
      const maker = makerOf(device);
      return {
        address: device.address,
        class: device.class,
        vendor: device.vendor,
        device: device.device,
        maker,
        generation: nameOf(
          spans().generations.get(maker) ?? [],
          Number.parseInt(device.device, 16),
        ),
        driver: device.driver,
        bootVga: device.bootVga ?? null,
      };
    });
}

function makerOf(device: PciDevice): Gpu['maker'] {
  const both = Number.parseInt(device.vendor + device.device, 16);
  if (nameOf(spans().virtual, both) !== null) return 'virtual';
  if (nameOf(spans().bmc, both) !== null) return 'bmc';
  return MAKERS.get(device.vendor) ?? 'other';
}

function nameOf(list: readonly Span[], id: number): string | null {
  for (const [from, to, name] of list) if (id >= from && id <= to) return name;
  return null;
}

/** The table in a form to look ids up in; built when the first GPU asks. */
function spans(): Spans {
  if (built !== null) return built;
  const gpus = table('gpu-generations') as GpuTable;
  const perVendor = (ranges: Ranges): Span[] =>
    Object.entries(ranges).flatMap(([vendor, list]) =>
      list.map((range) => span(range, '', vendor)),
    );
  const perName = (ranges: Ranges): Span[] =>
    Object.entries(ranges).flatMap(([name, list]) => list.map((range) => span(range, name)));
  built = {
    generations: new Map([
      ['nvidia', perName(gpus.nvidia)],
      ['intel', perName(gpus.intel)],
      ['amd', perName(gpus.amd)],
    ]),
    bmc: perVendor(gpus.bmc),
    virtual: perVendor(gpus.virtual),
  };
  return built;
}

/** `2414-25fb` as numbers; with a vendor, numbers of vendor and device in one. */
function span(range: string, name: string, vendor = ''): Span {
  const [from = '', to = from] = range.split('-');
  return [Number.parseInt(vendor + from, 16), Number.parseInt(vendor + to, 16), name];
}
