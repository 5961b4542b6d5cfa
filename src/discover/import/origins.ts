import type { Observation } from '../observation.ts';

/** Lists of Facts, with what names an element in a fact path. */
const KEYED = {
  pci: (item: Observation['pci'][number]) => item.address,
  usb: (item: Observation['usb'][number]) => item.path,
  disks: (item: Observation['disks'][number]) => item.name,
  network: (item: Observation['network'][number]) => item.name,
};
const WHOLE = [
  'displays',
  'input',
  'backlights',
  'serialConsoles',
  'loadedModules',
  'deviceTree',
  'audioCodecs',
  'missingFirmware',
] as const;
const FIELDS = [
  'identity',
  'chassis',
  'platform',
  'cpu',
  'memory',
  'firmware',
  'virtualisation',
  'power',
  'sensors',
  'iommu',
] as const;

/**
 * The paths of the facts that an observation knows: a field of a subject, an element of a list.
 * What is null or empty was not seen and has no source.
 */
export function knownPaths(observation: Observation): string[] {
  const paths: string[] = [];
  for (const subject of FIELDS) {
    for (const [field, value] of Object.entries(observation[subject])) {
      if (isKnown(value)) paths.push(`${subject}.${field}`);
    }
  }
  paths.push(...elementPaths('pci', observation.pci, KEYED.pci));
  paths.push(...elementPaths('usb', observation.usb, KEYED.usb));
  paths.push(...elementPaths('disks', observation.disks, KEYED.disks));
  paths.push(...elementPaths('network', observation.network, KEYED.network));
  for (const subject of WHOLE) if (isKnown(observation[subject])) paths.push(subject);
  if (observation.ipmi !== null) paths.push('ipmi');
  if (observation.edac !== null) paths.push('edac');
  return paths;
}

function elementPaths<T>(
  subject: string,
  items: readonly T[],
  keyOf: (item: T) => string | null,
): string[] {
  const keys = new Set(items.map(keyOf));
  return [...keys].map((key) => (key === null ? subject : `${subject}[${key}]`));
}

function isKnown(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}
