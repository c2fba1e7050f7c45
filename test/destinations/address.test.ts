import { describe, expect, it } from "vitest";
import { addressFault } from "#destinations/address.ts";

const PUBLIC = { local: false, ownHosts: ["t.example.com", "localhost:8787"] };

/** Each in a form that some parser, somewhere, takes for a machine nearby. */
const REFUSED: Record<string, readonly string[]> = {
  "this machine": [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://１２７.０.０.１/",
    "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/",
    "http://①②⑦.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://localhost.localdomain/",
  ],
  "IPv4 inside IPv6": [
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::8.8.8.8]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  ],
  "private networks": [
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://[fc00::1]/",
    "http://[fdff:ffff::1]/",
    "http://[fec0::1]/",
    "http://192.168.257/",
    "http://3232235777/",
  ],
  "link-local and clouds' metadata": [
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://2852039166/",
    "http://0251.0376.0251.0376/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[::ffff:169.254.169.254]/",
    "http://metadata.google.internal/",
    "http://metadata/",
    "http://100.100.100.200/",
  ],
  "reserved, multicast, documentation": [
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://198.51.100.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.255/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[4000::1]/",
    "http://[100::1]/",
  ],
  "names of a network nearby": [
    "http://printer.local/",
    "http://db.internal/",
    "http://router.home.arpa/",
    "http://nas.lan/",
    "http://intranet/",
    "http://wiki.corp/",
    "http://hidden.onion/",
  ],
  "not the web": [
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "ws://example.com/",
    "http://example.com:22/",
    "http://example.com:25/",
    "https://example.com:0/",
    "example.com",
    "//example.com/",
    "",
    "http://",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
  ],
  "credentials in the address": [
    "https://user:pass@example.com/",
    "https://user@example.com/",
    "https://:x@example.com/",
  ],
  ourselves: ["https://t.example.com/v1/batch", "https://T.Example.COM/", "http://t.example.com/"],
};

const TAKEN = [
  "https://example.com/",
  "http://example.com/",
  "https://example.com:443/",
  "https://example.com:8443/in?x=1#y",
  "http://clickhouse.example.com:8123/",
  "https://1.1.1.1/",
  "https://172.32.0.1/",
  "https://100.128.0.1/",
  "https://192.0.1.1/",
  "https://223.255.255.255/",
  "https://[2606:4700:4700::1111]/",
  "https://[64:ff9b::8.8.8.8]/",
  "https://bücher.example/",
  "https://localhost.example.com/",
  "https://other.t.example.com/",
  "https://hooks.slack.com/services/T/B/X",
];

describe.each(Object.entries(REFUSED))("%s", (_, addresses) => {
  it.each(addresses)("%s is refused in words", (address) => {
    expect(addressFault(address, PUBLIC)).toMatch(/^[^{}]{20,}\.$/);
  });
});

it.each(TAKEN)("%s may be called", (address) => {
  expect(addressFault(address, PUBLIC)).toBeNull();
});

describe("in local development", () => {
  const LOCAL = { local: true, ownHosts: ["localhost:8787"] };
  it.each(["http://127.0.0.1:9000/", "http://localhost:3000/", "http://[::1]:9000/"])("%s may be called", (address) => {
    expect(addressFault(address, LOCAL)).toBeNull();
  });
  it.each(["http://localhost:8787/v1/batch", "ftp://localhost/", "http://user:pass@localhost:3000/"])(
    "%s is refused all the same",
    (address) => {
      expect(addressFault(address, LOCAL)).not.toBeNull();
    },
  );
});
