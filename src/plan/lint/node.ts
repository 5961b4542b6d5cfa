/** A value as reader.ts gives it; `l` is the line where the attribute is set, null where Nix cannot tell. */
export type NixValue =
  | { k: 'attrs'; v: Record<string, { l: number | null; v: NixValue }> }
  | { k: 'list'; v: NixValue[] }
  | { k: 'plain'; v: string | number | boolean | null }
  | { k: 'path'; v: string }
  | { k: 'unknown' };

/** A value with its place: the line (of the nearest attribute that has one) and the attribute path. */
export interface Node {
  value: NixValue;
  line: number | null;
  path: readonly string[];
}

/** The attribute of a set; null where there is none. */
export function child(node: Node | null, ...names: readonly string[]): Node | null {
  let at = node;
  for (const name of names) {
    if (at?.value.k !== 'attrs' || !Object.hasOwn(at.value.v, name)) return null;
    const found = at.value.v[name];
    if (found === undefined) return null;
    at = { value: found.v, line: found.l ?? at.line, path: [...at.path, name] };
  }
  return at;
}

/** The attributes of a set, in the order in which Nix and disko go through them. */
export function children(node: Node | null): { name: string; node: Node }[] {
  if (node?.value.k !== 'attrs') return [];
  return Object.keys(node.value.v)
    .sort()
    .flatMap((name) => {
      const found = child(node, name);
      return found === null ? [] : [{ name, node: found }];
    });
}

/** The elements of a list; each has the place of the list. */
export function elements(node: Node | null): Node[] {
  if (node?.value.k !== 'list') return [];
  return node.value.v.map((value) => ({ ...node, value }));
}

/** The text of a string or path; null for everything else. */
export function textOf(node: Node | null): string | null {
  if (node?.value.k === 'path') return node.value.v;
  return node?.value.k === 'plain' && typeof node.value.v === 'string' ? node.value.v : null;
}

/** The strings of a list. */
export function textsOf(node: Node | null): string[] {
  return elements(node).flatMap((each) => textOf(each) ?? []);
}

export function isTrue(node: Node | null): boolean {
  return node?.value.k === 'plain' && node.value.v === true;
}

export function isFalse(node: Node | null): boolean {
  return node?.value.k === 'plain' && node.value.v === false;
}
