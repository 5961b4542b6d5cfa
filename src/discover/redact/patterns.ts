import { isHashed, type Replace } from './identifiers.ts';

/** GUIDs that are the same everywhere: EFI variables of the firmware and of systemd, GPT types. */
const PUBLIC_GUIDS = new Set([
  '8be4df61-93ca-11d2-aa0d-00e098032b8c',
  '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f',
  '8cf2644b-4b0b-428f-9387-6d876050dc67',
  '605dab50-e046-4300-abb6-3dd810dd8b23',
  'd719b2cb-3d3a-4596-a3bc-dad00e67656f',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  '21686148-6449-6e6f-744e-656564454649',
  '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
  'b921b045-1df0-41c3-af44-4c6f280d3fae',
  '933ac7e1-2eb4-4f13-b844-0e14e2aef915',
  '3b8f8425-20e0-4f3b-907f-1a25a76f98e8',
  '4d21b016-b534-45c2-a9fb-5c16e091fd2d',
  'bc13c2ff-59e6-4262-a352-b275fd6f7172',
  'ca7d7ccb-63ed-4c53-861c-1742536059cc',
  'a19d880f-05fc-4d3b-a006-743f0f84911e',
  'e6d6d379-f507-44c2-a23c-238f2a3df928',
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae',
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac',
  '48465300-0000-11aa-aa11-00306543ecac',
  '7c3457ef-0000-11aa-aa11-00306543ecac',
  '6a898cc3-1dd2-11b2-99a6-080020736631',
]);

/** Nothing shorter can hold a pattern: the shortest is 1.2.3.4. */
const SHORTEST = 7;
const HARDWARE_ADDRESS =
  /(?<![0-9a-z:-])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4,18}[0-9a-f]{2})(?![0-9a-z:-])/gi;
const NAMED_ADDRESS = /(\b(?:enx|wlx|wwx|ibx)|\bMAC\()([0-9a-f]{12})(?![0-9a-z])/gi;
const UUID = /(?<![0-9a-z])[0-9a-f]{8}(-|\\x2d)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}(?![0-9a-z])/gi;
const LONG_HEX = /(?<![0-9a-z])(?:[0-9a-f]{32}|(?:[0-9a-f]{8}:){3}[0-9a-f]{8})(?![0-9a-z])/gi;
const LVM_UUID = /(?<![0-9a-z-])[0-9a-z]{6}(?:-[0-9a-z]{4}){5}-[0-9a-z]{6}(?![0-9a-z-])/gi;
const WORLD_WIDE_NAME = /(?<![0-9a-z])(0x(?=5)|naa\.|eui\.)([0-9a-f]{16,32})(?![0-9a-z])/gi;
const IPV4 = /(?<![0-9a-z.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9a-z]|\.[0-9a-z])/gi;
const IPV6 =
  /(?<![0-9a-z:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){1,7}:)(?![0-9a-z:.])/gi;

/**
 * Replaces what has the shape of an identifier, wherever it stands in a text.
 * `guids` are further ones, in lower case, that are no identifiers.
 */
export function sweep(text: string, replace: Replace, guids: ReadonlySet<string>): string {
  if (text.length < SHORTEST) return text;
  let swept = text;
  // Each of these shapes has one of three marks; most readings have none of them.
  if (/[:-]|\\x2d/.test(swept)) {
    swept = swept
      .replace(UUID, (guid, dash: string) => {
        const plain = guid.toLowerCase().replaceAll(dash, '-');
        return isPublic(plain) || guids.has(plain) ? guid : replace(plain, 'uuid');
      })
      .replace(HARDWARE_ADDRESS, (address) =>
        /^(?:0+|f+)$/i.test(address.replace(/[:-]/g, ''))
          ? address
          : replace(address, 'hardware address'),
      )
      .replace(LVM_UUID, (uuid) => (/[0-9]/.test(uuid) ? replace(uuid, 'uuid') : uuid))
      .replace(IPV6, (address) =>
        address.length < 4 || isHashed(address) ? address : replace(address, 'ip address'),
      );
  }
  if (/[0-9a-f]{8}/i.test(swept)) {
    swept = swept
      .replace(
        NAMED_ADDRESS,
        (_all, name: string, address: string) => name + replace(address, 'hardware address'),
      )
      .replace(
        WORLD_WIDE_NAME,
        (_all, prefix: string, name: string) => prefix + replace(name, 'world wide name'),
      )
      .replace(LONG_HEX, (hex) => (/^(?:0|f|:)+$/i.test(hex) ? hex : replace(hex, 'uuid')));
  }
  if (/[0-9]\.[0-9]/.test(swept)) {
    swept = swept.replace(IPV4, (address: string, offset: number) =>
      isAddress(address, swept.slice(Math.max(0, offset - 32), offset))
        ? replace(address, 'ip address')
        : address,
    );
  }
  return swept;
}

function isPublic(guid: string): boolean {
  return PUBLIC_GUIDS.has(guid) || /^0{8}-/.test(guid);
}

const VERSION_WORD = /(?:version|firmware|fw|revision|rev|driver|release|bios|ver|v)[ :=."'(]*$/i;
const ADDRESS_WORD =
  /(?:inet|via|src|addr|address|dhcp\w*|gateway|gw|ip|dns|server|peer|from|to|\/\/|@)[ :=."'(]*$/i;

/** Four numbers may be a version too: small ones count as an address only after a word that says so. */
function isAddress(quad: string, before: string): boolean {
  const octets = quad.split('.').map(Number);
  const [first = 0, second = 0] = octets;
  if (octets.some((octet) => octet > 255)) return false;
  if (first === 0 || first === 127 || first === 255) return false;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (VERSION_WORD.test(line)) return false;
  if (ADDRESS_WORD.test(line)) return true;
  const isPrivate =
    first === 10 ||
    (first === 192 && second === 168) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 100 && second >= 64 && second < 128);
  return isPrivate || octets.filter((octet) => octet >= 32).length >= 2;
}
