import type { NixValue } from './node.ts';

/** The value as JSON; undefined where a part of it is not known. */
export function plainDevices(value: NixValue): unknown {
  switch (value.k) {
    case 'attrs': {
      const entries = Object.entries(value.v).map(
        ([name, { v }]) => [name, plainDevices(v)] as const,
      );
      if (entries.some(([, inner]) => inner === undefined)) return undefined;
      return Object.fromEntries(entries);
    }
    case 'list': {
      const list = value.v.map(plainDevices);
      return list.includes(undefined) ? undefined : list;
    }
    case 'unknown':
      return undefined;
    default:
      return value.v;
  }
}
