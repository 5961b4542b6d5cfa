/**
 * The single byte of an EFI variable such as SecureBoot or SetupMode, as efivarfs gives it:
 * four bytes of attributes, then the value. Null when it does not have that shape.
 */
export function parseEfiFlag(bytes: Uint8Array): boolean | null {
  if (bytes.length !== 5) return null;
  const value = bytes[4];
  return value === 0 ? false : value === 1 ? true : null;
}
