import type { Facts } from '../../../src/model/facts.ts';
import type { MdArray, Partition } from '../../../src/model/layout.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import { explainPlan } from '../../../src/plan/explain.ts';

/** Something of a plan, in its own words, and the facts that its explanation names. */
export interface Said {
  /** What it is about. */
  subject: string;
  what: string;
  cites: readonly string[];
}

type Content = Partition['content'] | MdArray['content'];

/** Everything that a plan says, element by element, so that two plans can be held against each other. */
export function said(plan: HostPlan, facts: Facts): Said[] {
  const whole = explainPlan(plan, facts, null);
  const paths = (list: readonly { path: string }[]): string[] => list.map(({ path }) => path);
  const parts = whole.layout.map((part) => ({ ...part, cites: paths(part.facts) }));
  const citesOf = (kind: string, name: string): string[] =>
    parts.filter((part) => part.kind === kind && part.name === name).flatMap(({ cites }) => cites);
  return [
    ...plan.settings.flatMap(({ option, value, priority, reason, rule, facts: cites }) =>
      (Array.isArray(value) ? value : [value]).map((item) =>
        entry(`setting ${option.join('.')}`, [item, priority, reason, rule], cites),
      ),
    ),
    ...whole.modules.map(({ module, reason, facts: from }) =>
      entry(`module ${module}`, reason, paths(from)),
    ),
    ...plan.imports.map(({ module, covers, facts: cites }) =>
      entry(`import ${module}`, covers, cites),
    ),
    ...parts.map(({ kind, name, reason, cites }) => entry(`${kind} ${name}`, reason, cites)),
    ...plan.layout.disks.flatMap(({ key, device, partitions }) => [
      entry(`disk ${key}`, device, citesOf('disk', key)),
      ...partitions.flatMap(({ content, ...partition }) => [
        entry(
          `partition ${partition.key}`,
          [partition.type, partition.size, partition.sizeBytes, partition.uuid, content?.kind],
          citesOf('partition', partition.key),
        ),
        ...contents(content, citesOf),
      ]),
    ]),
    ...(plan.layout.arrays ?? []).flatMap(({ name, sizeBytes, content }) => [
      entry(`array ${name}`, sizeBytes, citesOf('array', name)),
      ...contents(content, citesOf),
    ]),
    entry('boot menu', plan.layout.boot, citesOf('boot', 'boot menu')),
    entry('zram', plan.layout.zram, citesOf('zram', 'zram')),
    ...plan.layout.losses.map((loss) => entry('losses', loss, [`disks[${loss.disk}].holds`])),
    ...plan.warnings.map(({ code, text, facts: cites }) => entry(`warning ${code}`, text, cites)),
    ...whole.gaps.map(({ code, subject, from }) => entry(`gap ${code}`, subject, paths(from))),
    ...plan.profile.evidence.map(({ signal, weight, facts: cites }) =>
      entry(`evidence ${signal}`, weight, cites),
    ),
  ];
}

function contents(content: Content, citesOf: (kind: string, name: string) => string[]): Said[] {
  if (content?.kind === 'luks' || content?.kind === 'luks-member') {
    const { mapper, formatArgs, allowDiscards, bypassWorkqueues } = content;
    return [
      entry(
        `container ${mapper}`,
        [formatArgs, allowDiscards, bypassWorkqueues],
        citesOf('container', mapper),
      ),
      ...(content.kind === 'luks' ? contents(content.content, citesOf) : []),
    ];
  }
  if (content?.kind !== 'btrfs') return [];
  return content.subvolumes.map(({ name, mountpoint, mountOptions, swapFile }) =>
    entry(`subvolume ${name}`, [mountpoint, mountOptions, swapFile], citesOf('subvolume', name)),
  );
}

function entry(subject: string, what: unknown, cites: readonly string[]): Said {
  return { subject, what: `${subject} ${JSON.stringify(what)}`, cites };
}
