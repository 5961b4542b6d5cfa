import type { Finding, ReadDevices } from '../lint.ts';
import { child, type Node } from './node.ts';

export const TYPE_CODE = 'type-error';

/**
 * disko's complaint about a type as a finding, at the attribute that it names, as far as there is one;
 * null for a complaint about something else.
 */
export function typeFinding({ l, v }: ReadDevices, complaint: string): Finding | null {
  if (!/\b(?:option|definition)\b.*[`'"]/.test(complaint)) return null;
  let node: Node = { value: v, line: l, path: [] };
  const named = /(?:option|definition for option) [`'"]devices\.([^`']+)[`'"]/i.exec(
    complaint,
  )?.[1];
  for (const name of attributesOf(named ?? '')) {
    const next = child(node, name);
    if (next === null) break;
    node = next;
  }
  return {
    code: TYPE_CODE,
    line: node.line,
    path: node.path.join('.'),
    says: "disko's own types refuse this layout.",
    detail: complaint,
    remedy: 'write what the type asks for',
  };
}

/** The names of an attribute path, in which those with odd marks stand in quotes. */
function attributesOf(path: string): string[] {
  return [...path.matchAll(/"([^"]*)"|([^."]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
