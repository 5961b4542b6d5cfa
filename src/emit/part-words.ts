/** What makers, buses and kinds of parts are called; the facts name them by short words of ours. */
const NAMES: Readonly<Record<string, string>> = {
  nvidia: 'NVIDIA',
  amd: 'AMD',
  intel: 'Intel',
  bmc: 'of a management controller',
  nvme: 'NVMe',
  sata: 'SATA',
  ide: 'IDE',
  raid: 'RAID',
  sas: 'SAS',
  scsi: 'SCSI',
  usb: 'USB',
  vmd: 'Intel VMD',
  sdhci: 'memory cards (SDHCI)',
};

/** A word of the facts for a reader; as it is where it has no other name. */
export function partWord(word: string): string {
  return Object.hasOwn(NAMES, word) ? (NAMES[word] as string) : word;
}
