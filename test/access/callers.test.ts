import { expect, it } from "vitest";
import { ALL_PERMISSIONS } from "#core/access.ts";
import { callerIn, type SessionPart } from "#access/callers.ts";
import { networkOf } from "#access/network.ts";
import { permissionsOf } from "#access/granted.ts";

const row: SessionPart = {
  id: 1,
  ofMember: null,
  ofToken: null,
  usedAt: 0,
  expiresAt: 9,
  memberId: null,
  email: null,
  role: null,
  tokenId: null,
  tokenName: null,
  permissions: null,
  tokenEnds: null,
  makerId: null,
  makerRole: null,
};

it("a session that lost its member or its token is nobody's, not the deployment's own", () => {
  expect(callerIn(row)?.kind).toBe("root");
  expect(callerIn({ ...row, ofMember: 5 })).toBeNull();
  expect(callerIn({ ...row, ofToken: 5 })).toBeNull();
  expect(callerIn({ ...row, ofMember: 5, memberId: 5, email: "a@example.com", role: "viewer" })?.may).toEqual(
    new Set(["read"]),
  );
});

it.each([
  [null, null, ALL_PERMISSIONS],
  [null, "viewer", ["read"]],
  ['["read","access"]', "developer", ["read"]],
  ['["read","a permission of another version"]', null, ["read"]],
  ["[]", "owner", []],
] as const)("a token that was given %s, of a maker who is %s, may %s", (given, maker, may) => {
  expect(permissionsOf(given, maker)).toEqual(new Set(may));
});

it.each([
  ["198.51.100.7", "198.51.100.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::a:b:c:d", "2001:db8:0:0::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s is counted as %s", (address, network) => {
  expect(networkOf(new Headers({ "cf-connecting-ip": address }))).toBe(network);
});
