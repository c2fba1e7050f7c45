import { createRequire } from "node:module";
import { geoEqualEarth } from "d3-geo";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { CENTRE_LONGITUDE, MAP_HEIGHT, MAP_MARGIN, MAP_WIDTH, projected } from "#dashboard/charts/map-projection.ts";
import { SHAPES, SMALL } from "#dashboard/charts/map-shapes.ts";

test("places are where d3-geo puts them, to half a unit", () => {
  const file = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
  const atlas = JSON.parse(readFileSync(file, "utf8")) as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const all = feature(atlas, atlas.objects.countries);
  const features = all.features.filter(({ properties }) => properties.name !== "Antarctica");
  const d3 = geoEqualEarth()
    .rotate([-CENTRE_LONGITUDE, 0])
    .fitWidth(MAP_WIDTH, { ...all, features });
  for (let longitude = -180; longitude <= 180; longitude += 13) {
    for (let latitude = -55; latitude <= 85; latitude += 7) {
      const [x, y] = d3([longitude, latitude]) ?? [NaN, NaN];
      const ours = projected(longitude, latitude);
      expect(Math.hypot(ours.x - x, ours.y - y), `${longitude} ${latitude}`).toBeLessThan(0.5);
    }
  }
});

test("every country is there once, inside the map, in 25 kB", () => {
  const codes = [...SHAPES, ...SMALL].map(([code]) => code).filter((code) => code !== "");
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toEqual(expect.arrayContaining(["DE", "US", "SG", "HK", "XK", "GB", "TR", "CD"]));
  expect(codes.length).toBeGreaterThan(225);
  for (const [code, x, y] of SMALL) {
    expect(x > -3 * MAP_MARGIN && x < MAP_WIDTH + 3 * MAP_MARGIN && y >= 0 && y <= MAP_HEIGHT, code).toBe(true);
  }
  expect(SHAPES.every(([, path]) => /^M\d+,\d+l[-\d, Mlz]+z$/.test(path))).toBe(true);
  const file = readFileSync(new URL("../../src/dashboard/charts/map-shapes.ts", import.meta.url));
  expect(gzipSync(file).length).toBeLessThan(25_000);
});
