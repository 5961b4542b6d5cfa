// What vendors leave in DMI fields; compared in lower case without outer punctuation.
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '0123456789',
  '123456789',
  '1234567890',
  'all series',
  'asset tag',
  'asset-1234567890',
  'base board',
  'base board asset tag',
  'base board product name',
  'base board version',
  'board asset tag',
  'board manufacturer',
  'board product name',
  'board version',
  'chassis asset tag',
  'chassis manufacture',
  'chassis manufacturer',
  'chassis version',
  'default',
  'default string',
  'default_string',
  'empty',
  'family',
  'invalid',
  'n/a',
  'no asset information',
  'no asset tag',
  'none',
  'not applicable',
  'not available',
  'not defined',
  'not specified',
  'null',
  'o.e.m',
  'oem',
  'oem default string',
  'product name',
  'sku',
  'sku number',
  'standard',
  'sys.product',
  'system manufacturer',
  'system name',
  'system product name',
  'system sku',
  'system sku#',
  'system version',
  'tbd by oem',
  'test version',
  'to be filled',
  'to be filled by oem',
  'to be filled by o.e.m',
  'type1family',
  'type1productconfigid',
  'type1sku0',
  'undefined',
  'unknow',
  'unknown',
]);

const LONGEST = 256;

/**
 * A DMI value as a fact: white space and stray quotes taken off, control characters dropped;
 * null for what stands there instead of a value ("To be filled by O.E.M.", dashes, zeros).
 */
export function cleaned(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const plain = withoutControls(value.slice(0, 4 * LONGEST))
    .replace(/\s+/g, ' ')
    .replace(/^["' ]+|["' ]+$/g, '')
    .slice(0, LONGEST);
  // Nothing but filler: "-", "...", "0000", "xxxx", "********".
  if (/^[\s0xX*.,_?#-]*$/.test(plain)) return null;
  const key = plain.toLowerCase().replace(/^[<([.\s]+|[>)\].\s]+$/g, '');
  return PLACEHOLDERS.has(key) ? null : plain;
}

// Tags that a cloud sets alike on every machine it runs (cloud-init, tools/ds-identify).
const PRODUCT_TAGS: ReadonlySet<string> = new Set([
  '7783-7084-3265-9085-8269-3286-77',
  'HUAWEICLOUD',
  'OpenStack Compute',
  'OpenStack Nova',
  'OpenTelekomCloud',
  'OracleCloud.com',
  'SAP CCloud VM',
  'Samsung Cloud Platform',
]);

/** An asset tag when it names a product or a cloud; any other one tells machines apart and is dropped. */
export function productTag(value: string | null | undefined): string | null {
  const tag = value?.trim() ?? '';
  if (PRODUCT_TAGS.has(tag)) return tag;
  return /^Amazon EC2$/.test(tag) ? tag : null;
}

function withoutControls(text: string): string {
  let plain = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const unprintable = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xfffd;
    plain += unprintable ? ' ' : character;
  }
  return plain;
}
