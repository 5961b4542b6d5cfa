// Escape sequences: CSI, OSC and other strings up to their terminator, then two-character ones.
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
const spaces = /[\t-\r\u0085\u2028\u2029]+/g;
// Other controls, marks that reorder or hide text, letters that are blank, variations and tags of characters,
// and halves of surrogate pairs.
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u17b4\u17b5]|[\u180b-\u180d\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;
// No script stacks more marks upon one letter; a tower of them covers the lines above and below.
const towers = /(\p{M}{3})\p{M}+/gu;
const plain = /^[ -~]*$/;
/** No mark comes before these. Looked for first: the class of all marks takes long to build. */
const marksMayBe = /[\u0300-\uffff]/;

/**
 * A hardware string as a person may see it on a terminal or in a document: one line, without
 * escape sequences, control characters and marks that reorder or hide text.
 */
export function plainText(text: string): string {
  if (plain.test(text)) return text;
  const shown = text.replace(sequences, '').replace(spaces, ' ').replace(hidden, '');
  return marksMayBe.test(shown) ? shown.replace(towers, '$1') : shown;
}
