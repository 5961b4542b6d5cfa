import { readFileSync } from 'node:fs';
import { type DiskLayout, DiskLayout as Layout } from '../../../../src/model/layout.ts';

/**
 * What disko's library makes of a layout, out of the recorded script of a layout of the same shape: other
 * device, uuids, sizes, label and mount options. Whether the disk is then as planned is judged afterwards.
 */
export function diskoScriptOf(layout: DiskLayout): string {
  const row = 'G';
  const recorded = Layout.parse(JSON.parse(readFileSync(`test/vm/rows/${row}.json`, 'utf8')));
  let script = readFileSync(`test/vm/rows/${row}.sh`, 'utf8');
  const [from, to] = [recorded.disks[0], layout.disks[0]];
  if (from === undefined || to === undefined) throw new Error('a layout has a disk');
  script = script.replaceAll(from.device, to.device);
  for (const [index, part] of from.partitions.entries()) {
    const planned = to.partitions[index];
    if (planned?.key !== part.key)
      throw new Error(
        `row ${row}: ${from.partitions.map(({ key }) => key)} and ${to.partitions.map(({ key }) => key)}`,
      );
    const number = index + 1;
    script = script.replaceAll(part.uuid ?? '-', planned.uuid ?? '-');
    if (part.size !== '100%') {
      script = script.replaceAll(
        `--new=${number}:0:+${part.size}`,
        `--new=${number}:0:+${planned.size}`,
      );
    }
    if (part.content?.kind === 'btrfs' && planned.content?.kind === 'btrfs') {
      script = script.replaceAll(`-L ${part.content.label}`, `-L ${planned.content.label}`);
      script = script.replaceAll(
        optionsOf(part.content.subvolumes),
        optionsOf(planned.content.subvolumes),
      );
    }
  }
  return script;
}

/** All subvolumes of a file system have the same. */
function optionsOf(subvolumes: readonly { mountOptions: readonly string[] }[]): string {
  return subvolumes[0]?.mountOptions.map((option) => `-o ${option}`).join(' ') ?? '';
}
