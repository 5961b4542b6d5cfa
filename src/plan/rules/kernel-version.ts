import { table } from '../../assets/read.ts';
import { hostDefault } from './draft.ts';
import { isBareMetal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

interface Needs {
  release: string;
  rows: { minimum: string; pci?: string[]; generations?: string[] }[];
}

export const newKernel: Rule = {
  id: 'kernel/new-enough',
  source: 'id tables of Linux releases; PantherOS option panther.core.boot.kernel',
  reason: 'A device is younger than the long-term kernel of the release.',
  apply: (context) => {
    if (!isBareMetal(context)) return NOTHING;
    const { release, rows } = table('kernel-needs') as Needs;
    const { pci, gpus } = context.facts;
    const facts = rows
      .filter(({ minimum }) => isNewer(minimum, release))
      .flatMap(({ pci: ids = [], generations = [] }) => [
        ...pci
          .filter(({ vendor, device }) => ids.includes(`${vendor}:${device}`))
          .map(({ address }) => `pci[${address}]`),
        ...gpus
          .filter(({ generation }) => generations.includes(generation ?? ''))
          .map(({ address }) => `gpus[${address}].generation`),
      ]);
    if (facts.length === 0) return NOTHING;
    return { settings: [hostDefault('panther.core.boot.kernel', 'latest', facts)] };
  },
};

/** Kernel releases, by major and minor number. */
export function isNewer(release: string, than: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
  return major === otherMajor ? minor > otherMinor : major > otherMajor;
}
