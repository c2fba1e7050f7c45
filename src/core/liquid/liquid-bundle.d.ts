/**
 * The build of liquidjs without Node's file system, which is the one that runs in a Worker: what is used of it. Its own
 * declarations bring all of Node's with them.
 */
declare module "liquidjs/dist/liquid.browser.mjs" {
  /** Throws where more is used, or a number checked is larger, than is allowed. */
  export interface Limiter {
    use(count: number): void;
    check(count: number): void;
  }

  export interface Template {
    readonly token: object;
  }

  export interface Options {
    outputEscape: (this: { context: Context }, value: unknown) => string;
    ownPropertyOnly: boolean;
    strictFilters: boolean;
    strictVariables: boolean;
    relativeReference: boolean;
    dynamicPartials: boolean;
    parseLimit: number;
    memoryLimit: number;
    timezoneOffset: number;
    locale: string;
    templates: Record<string, string>;
  }

  export class Context {
    readonly memoryLimit: Limiter;
    constructor(scope: object, options: Options, rendering: { sync: boolean }, limits: { renderLimit: Limiter });
  }

  export class LiquidError extends Error {
    static is(thrown: unknown): boolean;
  }

  export class Liquid {
    readonly options: Options;
    readonly tags: Record<string, unknown>;
    readonly filters: Record<string, unknown>;
    constructor(options: Options);
    registerFilter(name: string, filter: (this: { context: Context }, ...values: unknown[]) => unknown): void;
    parse(template: string): Template[];
    renderSync(templates: Template[], scope: Context): unknown;
  }
}
