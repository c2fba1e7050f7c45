import { isPublicIpv4, isPublicIpv6 } from "#destinations/address-ranges.ts";

/** What this deployment lets a destination reach. */
export interface Reach {
  /** Only in local development and tests: this machine and private networks may be called. */
  local: boolean;
  /** Host and port under which this deployment itself is reached; events sent there would come in again for ever. */
  ownHosts: readonly string[];
}

/** Names that mean a machine or a network nearby, and clouds' machines that hand out credentials. */
const NEARBY_SUFFIXES = [
  "localhost",
  "local",
  "localdomain",
  "internal",
  "intranet",
  "lan",
  "corp",
  "home",
  "home.arpa",
  "onion",
  "in-addr.arpa",
  "ip6.arpa",
];

/** Below 1024 only the two of the web: a request to a mail or shell port is never a destination. */
const WEB_PORTS = new Set(["", "80", "443"]);

/**
 * Why a request to this URL is refused, in plain words, or null where it may be sent. What the URL parser normalises
 * (octal, hexadecimal and short IPv4, full-width letters, percent signs) is normalised before anything is judged.
 * A name is judged by its text alone: a Worker can't resolve it (docs/destinations.md says what that leaves open).
 */
export function addressFault(text: string, reach: Reach): string | null {
  if (!URL.canParse(text)) return `"${text.slice(0, 100)}" is not a URL. Write it whole, with https:// in front.`;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return `A destination is reached by https:// or http://, not by ${url.protocol}//.`;
  }
  if (url.username !== "" || url.password !== "") {
    return "Take the user and password out of the address; credentials have fields of their own.";
  }
  const host = url.hostname.replace(/\.+$/, "").toLowerCase();
  if (host === "") return "The address names no host.";
  if (reach.ownHosts.includes(url.host.toLowerCase())) {
    return "This is Headwater's own address: its events would come back to it for ever.";
  }
  if (reach.local) return null;
  if (!WEB_PORTS.has(url.port) && Number(url.port) < 1024) {
    return `Port ${url.port} is not for the web. Ports 80, 443 and those from 1024 on can be used.`;
  }
  return hostFault(host);
}

function hostFault(host: string): string | null {
  const isPrivate = `${host} is a private or reserved address. A destination must be reachable on the public internet.`;
  if (host.startsWith("[")) return isPublicIpv6(host.slice(1, -1)) ? null : isPrivate;
  // After the URL parser, whatever ends in a number is four decimal numbers.
  if (/^[\d.]+$/.test(host)) return isPublicIpv4(host) ? null : isPrivate;
  if (NEARBY_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))) {
    return `${host} is a name of a local network. A destination must be reachable on the public internet.`;
  }
  return host.includes(".") ? null : `${host} is no full host name; it would mean a machine of a local network.`;
}
