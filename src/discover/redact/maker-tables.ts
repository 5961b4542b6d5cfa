/** A structure of a type that each maker defines alone (128 and up), in dmidecode's output. */
const MAKERS_OWN = /^Handle 0x[0-9A-Fa-f]{4}, DMI type (?:12[89]|1[3-9][0-9]|2[0-9]{2}),/;
/** Types 11 and 12: free strings, in which makers put service tags and product keys. */
const FREE_STRINGS = /^Handle 0x[0-9A-Fa-f]{4}, DMI type 1[12],/;

/**
 * An output of dmidecode without the contents that nobody else can read: makers' own structures
 * (serials and hardware addresses as bytes) and free strings. Their handles stay; no fact rests on
 * what goes.
 */
export function withoutMakerTables(text: string): string {
  let isInside = false;
  const kept = text.split('\n').filter((line) => {
    if (line.startsWith('Handle 0x')) {
      isInside = MAKERS_OWN.test(line) || FREE_STRINGS.test(line);
      return true;
    }
    if (isInside && /^\s*$/.test(line)) isInside = false;
    return !(isInside && /^\s/.test(line));
  });
  return kept.join('\n');
}

/** Whether a reading is an output of dmidecode. */
export function isDmidecode(id: string): boolean {
  return id === 'command:dmidecode' || id === 'import:dmidecode';
}
