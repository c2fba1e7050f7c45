/** Where events come from: one site, app or server, with write keys of its own. */
export interface Source {
  id: number;
  name: string;
  /** A public key can be read by anybody (browser, app); a secret one is in somebody's server. */
  kind: "public" | "secret";
  enabled: boolean;
  createdAt: number;
}
