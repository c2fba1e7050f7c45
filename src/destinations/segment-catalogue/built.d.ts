/** What scripts/build-catalogue.ts writes. */
declare module "*/segment-catalogue/built/index.js" {
  type Modules = import("./modules.ts").CatalogueModules;
  export const about: Modules["about"];
  export const code: Modules["code"];
  export const runtime: Modules["runtime"];
}
