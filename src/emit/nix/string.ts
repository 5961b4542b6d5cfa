import { PantherError } from '../../model/errors.ts';

const special = /[\\"$\n\r\t\0]/g;
const identifier = /^[A-Za-z_][A-Za-z0-9_'-]*$/;
const keywords = new Set([
  'assert',
  'else',
  'if',
  'in',
  'inherit',
  'let',
  'or',
  'rec',
  'then',
  'with',
]);

/**
 * A double-quoted Nix string. Every `$` is escaped, so that neither `${` nor a run of dollars can
 * start an interpolation; a raw carriage return would be normalised by Nix, so it is escaped too.
 * Throws PantherError('input') for a NUL, which no Nix string can hold.
 */
export function nixString(text: string): string {
  return `"${text.replace(special, escapeCharacter)}"`;
}

/** An attribute name: bare where Nix reads it as an identifier, else quoted. */
export function nixAttributeName(name: string): string {
  return identifier.test(name) && !keywords.has(name) ? name : nixString(name);
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    case '\0':
      throw new PantherError(
        'input',
        'a text holds a NUL character, which Nix cannot express; remove it from the answers or the recording',
      );
    default:
      return `\\${character}`;
  }
}
