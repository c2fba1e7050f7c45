/** What is used of Node's module; Node's own types don't go with those of Workers. */
declare module "node:vm" {
  export function runInNewContext(code: string, globals: object): unknown;
}
