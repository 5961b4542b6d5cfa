const ON_A_LINE = 8;

/** Ids as the value of a key: on its own line where they are few, else eight a line. */
export function idList(key: string, indent: string, ids: readonly string[]): string {
  const quoted = ids.map((id) => `'${id}'`);
  if (ids.length <= ON_A_LINE) return `${indent}${key}: [${quoted.join(', ')}]\n`;
  return `${indent}${key}:\n${indent}  [\n${lines(quoted, `${indent}    `)}\n${indent}  ]\n`;
}

function lines(items: readonly string[], indent: string): string {
  const rows: string[] = [];
  for (let at = 0; at < items.length; at += ON_A_LINE) {
    rows.push(indent + items.slice(at, at + ON_A_LINE).join(', '));
  }
  return rows.join(',\n');
}
