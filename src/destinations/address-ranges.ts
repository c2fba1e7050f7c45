/**
 * Addresses that are not the public internet, from IANA's special-purpose registries:
 * https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
 */
const RESERVED_IPV4: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

const numberOf = (ipv4: string): number => ipv4.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const RESERVED = RESERVED_IPV4.map(([network, bits]) => ({ first: numberOf(network), size: 2 ** (32 - bits) }));

/** Is this IPv4 address (four decimal numbers, as the URL parser writes it) on the public internet? Total: what is none is not. */
export function isPublicIpv4(text: string): boolean {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return false;
  const address = numberOf(text);
  return !RESERVED.some(({ first, size }) => address >= first && address < first + size);
}

/**
 * Is this IPv6 address (without brackets) on the public internet? Only global unicast (2000::/3) can be; of it, not what is
 * set aside, and of what carries an IPv4 address inside (NAT64, 6to4), only where that one is public. Total.
 */
export function isPublicIpv6(text: string): boolean {
  const groups = groupsOf(text);
  if (groups === null) return false;
  const [a = 0, b = 0, c = 0] = groups;
  const ipv4At = (index: number) => {
    const [high = 0, low = 0] = groups.slice(index, index + 2);
    return isPublicIpv4([high >> 8, high & 255, low >> 8, low & 255].join("."));
  };
  // NAT64, 64:ff9b::/96; its local-use sibling 64:ff9b:1::/48 is private whatever it carries.
  if (a === 0x64 && b === 0xff9b) return groups.slice(2, 6).every((group) => group === 0) && ipv4At(6);
  if (a === 0x2002) return ipv4At(1);
  if (a < 0x2000 || a > 0x3fff) return false;
  // 2001::/23 (Teredo, ORCHID, benchmarking), documentation 2001:db8::/32 and 3fff::/20.
  if (a === 0x2001 && (b < 0x200 || b === 0xdb8)) return false;
  return !(a === 0x3fff && b < 0x1000) && !(a === 0x2620 && b === 0x4f && c === 0x8000);
}

function groupsOf(text: string): number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : text;
  const halves = hex.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null;
}
