const KEY = /^(?:# ?)?(\s*)([A-Za-z][A-Za-z0-9]*):/;

/**
 * Answers that the template of config/panther.yaml has, set or behind a `#`, and the text does not
 * mention at all: `key`, or `parent.key`.
 */
export function newAnswerKeys(text: string, template: string): string[] {
  const there = new Set(keysOf(text));
  return keysOf(template).filter((key) => !there.has(key));
}

function keysOf(text: string): string[] {
  const keys: string[] = [];
  let parent = '';
  for (const line of text.split('\n')) {
    const [, indent = '', key] = KEY.exec(line) ?? [];
    if (key === undefined) continue;
    if (indent === '') parent = key;
    keys.push(indent === '' ? key : `${parent}.${key}`);
  }
  return keys;
}
