import { isIPv4, isIPv6 } from 'node:net';

/** Why no machine can ever answer at an address; null where one may. */
export function unreachable(address: string): string | null {
  const plain = address.toLowerCase();
  if (isIPv4(plain)) return unreachableIPv4(plain.split('.').map(Number));
  if (plain.includes(':')) return unreachableIPv6(plain);
  if (/^[0-9.]+$/.test(plain)) return 'it is neither an IPv4 address nor a host name';
  if (plain.split('.').some((label) => label === '' || label.length > 63)) {
    return 'it is no host name';
  }
  return null;
}

function unreachableIPv4([first = 0, second = 0, third = 0, fourth = 0]: number[]): string | null {
  if (first === 0) return 'it means "this network"';
  if (first >= 224 && first < 240) return 'it is a multicast address';
  if (first === 255 && second === 255 && third === 255 && fourth === 255) {
    return 'it is the broadcast address';
  }
  if (first >= 240) return 'it is reserved';
  return null;
}

function unreachableIPv6(address: string): string | null {
  const [plain = '', zone] = address.split('%');
  if (!isIPv6(plain)) return 'it is no IPv6 address';
  if (/^[0:.]*$/.test(plain)) return 'it means "no address"';
  if (plain.startsWith('ff')) return 'it is a multicast address';
  if (/^fe[89ab]/.test(plain) && zone === undefined) {
    return 'a link-local address needs its zone, such as fe80::1%eth0';
  }
  return null;
}
