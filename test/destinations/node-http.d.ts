/** The little of Node's HTTP server that the receiver needs; Node's own types don't go with those of Workers. */
declare module "node:http" {
  export interface Incoming extends AsyncIterable<Uint8Array<ArrayBuffer>> {
    headers: Record<string, string | undefined>;
  }
  export interface Outgoing {
    writeHead(status: number, headers: Record<string, string>): Outgoing;
    write(text: string): void;
    end(text: string): void;
    destroy(): void;
  }
  export function createServer(answer: (request: Incoming, response: Outgoing) => Promise<void>): {
    listen(port: number, host: string, listening: () => void): void;
    address(): { port: number } | string | null;
    closeAllConnections(): void;
    close(): void;
  };
}
