/**
 * True for a name of the IANA time zone database, spelled as there: a zone that is none becomes a link
 * to nothing in /etc, and the machine runs on UTC without a word. Node's own copy of the database knows
 * names in any case; those of files are exact.
 */
export function isTimeZone(name: string): boolean {
  if (name === 'UTC') return true;
  if (!name.split('/').every((part) => /^[A-Z0-9]/.test(part))) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // An alias is told by its canonical name, which differs in more than case.
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
