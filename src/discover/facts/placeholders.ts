// What vendors leave in DMI fields; compared in lower case without outer punctuation.
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '0123456',
  '01234567',
  '0123456789',
  '123456',
  '12345678',
  '123456789',
  '1234567890',
  '_default_string_',
  'all series',
  'asset tag',
  'asset-1234567890',
  'bad index',
  'base board',
  'base board asset tag',
  'base board manufacturer',
  'base board product name',
  'base board version',
  'baseboard',
  'board asset tag',
  'board manufacturer',
  'board product name',
  'board serial',
  'board sku',
  'board version',
  'chassis asset tag',
  'chassis manufacture',
  'chassis manufacturer',
  'chassis sku',
  'chassis sku number',
  'chassis type',
  'chassis version',
  'customer',
  'default',
  'default family',
  'default sku',
  'default string',
  'default version',
  'default_string',
  'dummy',
  'empty',
  'empty string',
  'family',
  'fill by oem',
  'filled by oem',
  'insyde default string',
  'invalid',
  'invalid string',
  'manufacturer',
  'model name',
  'n/a',
  'na',
  'name',
  'no asset information',
  'no asset tag',
  'no dimm',
  'no enclosure',
  'no name',
  'none',
  'not applicable',
  'not assigned',
  'not available',
  'not defined',
  'not filled by o.e.m',
  'not known',
  'not present',
  'not provided',
  'not set',
  'not specified',
  'notapplicable',
  'notspecified',
  'null',
  'o.e.m',
  'o.e.m. default',
  'oem',
  'oem default string',
  'oem define',
  'oem define 1',
  'oem define 2',
  'oem manufacturer',
  'oem string',
  'oem system',
  'oem-chassis',
  'oem_define1',
  'oem_define2',
  'other',
  'part number',
  'product family',
  'out of spec',
  'product name',
  'product sku',
  'product version',
  'reserved',
  'rev 1.xx',
  'rev x.0x',
  'serial number',
  'sku',
  'sku number',
  'sku_number',
  'standard',
  'string',
  'sys family',
  'sys.product',
  'sysname',
  'system family',
  'system manufacture',
  'system manufacturer',
  'system name',
  'system product',
  'system product name',
  'system sku',
  'system sku number',
  'system sku#',
  'system version',
  'tba',
  'tbd',
  'tbd by oem',
  'test version',
  'to be defined',
  'to be defined by o.e.m',
  'to be determined',
  'to be filled',
  'to be filled by o.e.m',
  'to be filled by oem',
  'to be set',
  'to be specified',
  'type1 - family',
  'type1 - sku',
  'type1family',
  'type1productconfigid',
  'type1sku0',
  'type2 - board asset tag',
  'type2 - board product name1',
  'type2 - board vendor name1',
  'type2 - board version',
  'type3 - chassis version',
  'unavailable',
  'undefined',
  'unidentified',
  'unknow',
  'unknown',
  'unnamed',
  'unspecified',
  'vendor',
  'version',
  'xx.xx',
]);

/** Fillers with a number or a name of their own in them: "Type2 - Board Version", "$(DEFAULT_STRING)". */
const FILLERS =
  /^(?:type ?[0-3] ?- ?[a-z0-9 ]*|to be (?:filled|defined|set|specified|determined).*|.*\bo\.?e\.?m\.? (?:default )?string.*|\$\(.*|%.*%|0?1?23456789(?:0|a.*)?|oem[_ ]?define ?[0-9]*|undefined.*|unknown(?: product| \([0-9a-f]+\))|tbd by .*|.* not set|.*name_string|system sku ?number|not (?:filled|specified|applicable|available).*)$/;

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
  return PLACEHOLDERS.has(key) || FILLERS.test(key) ? null : plain;
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

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

function withoutControls(text: string): string {
  if (!CONTROL.test(text)) return text;
  let plain = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const unprintable = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xfffd;
    plain += unprintable ? ' ' : character;
  }
  return plain;
}
