// Stands in for string-width in the bundle, where yargs measures the lines of the help with it.
import { stripVTControlCharacters } from 'node:util';

/** Columns that a text takes on a terminal, right for text without wide or combining characters. */
// biome-ignore lint/style/noDefaultExport: yargs imports the default export of string-width.
export default function stringWidth(text) {
  return [...stripVTControlCharacters(String(text))].length;
}
