import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { CONFIGS } from "./cloudflare/configs.ts";

const SOURCE = join(import.meta.dirname, "../../src");
const Objects = z.object({ durable_objects: z.object({ bindings: z.array(z.object({ name: z.string() })) }) });
const namespaces = Objects.parse(CONFIGS.headwater).durable_objects.bindings.map(({ name }) => name);

/** `file: the words before it` of every use of a namespace. */
const uses = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(SOURCE, file), "utf8");
    return [...text.matchAll(new RegExp(`(\\S{0,40})\\benv\\.(${namespaces.join("|")})\\b`, "g"))].map(
      ([, before = ""]) => ({ file, before }),
    );
  });

test("every use of a namespace of objects keeps to the deployment's jurisdiction", () => {
  expect(uses.length).toBeGreaterThan(6);
  expect(uses.filter(({ before }) => !/inJurisdiction\((context\.)?$/.test(before))).toEqual([]);
});
