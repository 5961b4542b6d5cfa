import type { LintLayout } from './layout.ts';
import type { Node } from './node.ts';

/** A place that a rule finds fault with; `detail` says what stands there, in the file's own words. */
export interface Fault {
  node: Node;
  detail: string;
}

/** A known defect of disko files. */
export interface LintRule {
  /** Stable: scripts and `--allow` name it. */
  code: string;
  /** What is wrong with it, in one sentence. */
  says: string;
  remedy: string;
  find: (layout: LintLayout) => Fault[];
}

export function fault(node: Node, detail: string): Fault {
  return { node, detail };
}

/** Every node but the first of those that have the same text. */
export function repeated(nodes: readonly { node: Node; text: string | null }[]): Fault[] {
  const seen = new Set<string>();
  return nodes.flatMap(({ node, text }) => {
    if (text === null) return [];
    if (seen.has(text)) return [fault(node, text)];
    seen.add(text);
    return [];
  });
}
