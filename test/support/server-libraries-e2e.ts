import { createRequire } from "node:module";
import { Analytics } from "@segment/analytics-node";

export type CallName = "identify" | "track" | "page" | "screen" | "group" | "alias";
/** A message as an app hands it to its library; loose, since apps hand over what the types forbid (numeric ids). */
export type Message = Record<string, unknown>;

/** A customer's server with one of the libraries in it. */
export interface Connected {
  /** Resolves when the library says that the message was delivered; rejects when it gave up. */
  send(call: CallName, message: Message): Promise<void>;
  /** Sends what waits, without waiting for a batch to fill. */
  flush(): Promise<unknown>;
}

type Callback = (error?: unknown) => void;
/** What the three have in common; the legacy one has no types of its own. */
type Library = Record<CallName, (message: never, callback: Callback) => void> & { flush(): Promise<unknown> };

const require = createRequire(import.meta.url);
const connected = (library: Library): Connected => ({
  send: (call, message) =>
    new Promise((resolve, reject) => {
      library[call](message as never, (error) => (error === undefined || error === null ? resolve() : reject(error)));
    }),
  // A failed flush also fails the calls it held, which is where tests look.
  flush: () => library.flush().catch(() => undefined),
});

export interface ServerLibrary {
  name: string;
  /** The id of an app that counts its users, as the library takes it: one of them insists on text. */
  number: string | number;
  connect(writeKey: string, url: string): Connected;
}

/** How each library is pointed at Headwater. */
export const serverLibraries: ServerLibrary[] = [
  {
    name: "@segment/analytics-node",
    number: "12345",
    connect: (writeKey, host) => connected(new Analytics({ writeKey, host, flushInterval: 200 })),
  },
  {
    name: "analytics-node",
    number: 12_345,
    connect(writeKey, host) {
      const Legacy = require("analytics-node") as new (writeKey: string, options: object) => Library;
      return connected(new Legacy(writeKey, { host, flushInterval: 200 }));
    },
  },
  {
    name: "@rudderstack/rudder-sdk-node",
    number: 12_345,
    connect(writeKey, dataPlaneUrl) {
      const Rudder = require("@rudderstack/rudder-sdk-node") as new (writeKey: string, options: object) => Library;
      return connected(new Rudder(writeKey, { dataPlaneUrl, flushInterval: 200, logLevel: "error" }));
    },
  },
];
