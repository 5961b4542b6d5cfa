/**
 * Answers out of flat words, as CSV columns and Ansible variables hold them: dotted keys, `true` and
 * `false`, and keys parted by `;`. What they are worth is judged with all other answers.
 */
export function answersFromWords(words: readonly (readonly [string, string])[]): object {
  const answers: Record<string, unknown> = {};
  for (const [key, word] of words) {
    if (word === '') continue;
    const [first = '', second, ...rest] = key.split('.');
    if (second === undefined) set(answers, first, meaning(first, word));
    else {
      const nested = Object.hasOwn(answers, first) ? answers[first] : {};
      const part = (typeof nested === 'object' ? nested : {}) as Record<string, unknown>;
      set(part, [second, ...rest].join('.'), word === 'none' ? null : word);
      set(answers, first, part);
    }
  }
  return answers;
}

/** Never through a setter: `__proto__` is a key like any other, and an unknown one. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function meaning(key: string, word: string): unknown {
  if (key === 'sshKeys' || key === 'initrdModules') {
    const parts = word.split(';').map((part) => part.trim());
    return parts.filter((part) => part !== '');
  }
  if (word === 'true' || word === 'false') return word === 'true';
  return word;
}
