/** RFC 5321, 4.5.3.1: 64 for the part before the @, 254 in all. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

const LOCAL = /^[\w!#$&'*+/=?^`{|}~-]+(?:\.[\w!#$&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one address a text is, ready to be sent to, or null. Only plain ones: ASCII before the @ (others need SMTPUTF8, which
 * hardly any provider speaks), the domain as DNS has it; no names, lists, comments, quotes, or anything invisible.
 */
export function readAddress(text: string): string | null {
  const given = text.trim();
  if (given.length > MAX_ADDRESS * 2) return null;
  const at = given.lastIndexOf("@");
  const domain = asciiDomain(given.slice(at + 1));
  if (at < 1 || at > MAX_LOCAL || domain === null || !LOCAL.test(given.slice(0, at))) return null;
  const address = `${given.slice(0, at)}@${domain}`;
  return address.length <= MAX_ADDRESS ? address : null;
}

/** `bücher.example` as `xn--bcher-kva.example`; the URL parser knows the rules, and what is no letter of a name stays out. */
function asciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const host = new URL(`http://${domain}`).hostname;
  return DOMAIN.test(host) ? host : null;
}

/** What an address is known by: providers that tell capital letters apart have died out. */
export const addressKey = (address: string): string => (readAddress(address) ?? address.trim()).toLowerCase();
