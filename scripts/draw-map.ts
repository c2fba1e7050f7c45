import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import type { FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { CENTRE_LONGITUDE, MAP_HEIGHT, MAP_WIDTH, projected } from "#dashboard/charts/map-projection.ts";

/**
 * Draws the countries of Natural Earth (public domain, by way of world-atlas) as SVG paths into the dashboard, so that a
 * browser needs neither a map library nor tiles: `node scripts/draw-map.ts`. Only needed when this file changes.
 */
const output = join(import.meta.dirname, "../src/dashboard/charts/map-shapes.ts");

type Countries = Topology<{ countries: GeometryCollection<{ name: string }> }>;
type Country = FeatureCollection<Geometry, { name: string }>["features"][number];

function countries(detail: "110m" | "50m"): Country[] {
  const file = createRequire(import.meta.url).resolve(`world-atlas/countries-${detail}.json`);
  const atlas = JSON.parse(readFileSync(file, "utf8")) as Countries;
  return feature(atlas, atlas.objects.countries).features.filter(({ properties }) => properties.name !== "Antarctica");
}

/** Names that Natural Earth shortens or spells in its own way; "" is nobody's code, but its land is drawn. */
const CODES: Record<string, string> = {
  "Antigua and Barb.": "AG",
  "Bosnia and Herz.": "BA",
  "British Virgin Is.": "VG",
  "Cabo Verde": "CV",
  "Cayman Is.": "KY",
  "Central African Rep.": "CF",
  Congo: "CG",
  "Cook Is.": "CK",
  "Côte d'Ivoire": "CI",
  "Dem. Rep. Congo": "CD",
  "Dominican Rep.": "DO",
  "Eq. Guinea": "GQ",
  eSwatini: "SZ",
  "Faeroe Is.": "FO",
  "Falkland Is.": "FK",
  "Fr. Polynesia": "PF",
  "Fr. S. Antarctic Lands": "TF",
  "Hong Kong": "HK",
  Macao: "MO",
  Macedonia: "MK",
  "Marshall Is.": "MH",
  Myanmar: "MM",
  "N. Cyprus": "",
  "N. Mariana Is.": "MP",
  Palestine: "PS",
  "S. Sudan": "SS",
  "Saint Helena": "SH",
  "Saint Lucia": "LC",
  "Solomon Is.": "SB",
  Somaliland: "",
  "St-Barthélemy": "BL",
  "St-Martin": "MF",
  "St. Kitts and Nevis": "KN",
  "St. Pierre and Miquelon": "PM",
  "St. Vin. and Gren.": "VC",
  "São Tomé and Principe": "ST",
  "Trinidad and Tobago": "TT",
  "Turks and Caicos Is.": "TC",
  Turkey: "TR",
  "U.S. Virgin Is.": "VI",
  "United States of America": "US",
  Vatican: "VA",
  "W. Sahara": "EH",
  "Wallis and Futuna Is.": "WF",
  Åland: "AX",
};

function codesByName(): Map<string, string> {
  const names = new Intl.DisplayNames("en", { type: "region" });
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  // Codes that were given up still have the name of what came after them: DD is called Germany, too.
  const inUse = codes.filter((code) => new Intl.Locale(`und-${code}`).region === code);
  const byName = inUse.map((code): [string, string] => [names.of(code) ?? code, code]).filter(([a, b]) => a !== b);
  return new Map([...byName, ...Object.entries(CODES)]);
}

/** One ring after the other, in whole steps from point to point: a third of what absolute points would take. */
function rings(path: string): string {
  return path
    .split("Z")
    .filter((ring) => ring !== "")
    .map((ring) => {
      const points = ring
        .slice(1)
        .split("L")
        .map((point) => point.split(",").map((value) => Math.round(Number(value))));
      const steps: string[] = [];
      let [x = 0, y = 0] = points[0] ?? [];
      const start = `M${x},${y}l`;
      for (const [toX = 0, toY = 0] of points.slice(1)) {
        if (toX === x && toY === y) continue;
        steps.push(`${toX - x},${toY - y}`);
        [x, y] = [toX, toY];
      }
      return steps.length < 2 ? "" : `${start}${steps.join(" ")}z`.replaceAll(/[ ,]-/g, "-");
    })
    .join("");
}

function draw(): string {
  const codes = codesByName();
  const codeOf = ({ properties: { name } }: Country): string | undefined => codes.get(name);
  const large = countries("110m");
  const projection = geoEqualEarth()
    .rotate([-CENTRE_LONGITUDE, 0])
    .fitWidth(MAP_WIDTH, { type: "FeatureCollection", features: large });
  const path = geoPath(projection);
  const shapes = large.map((country): [string, string] => {
    const code = codeOf(country);
    if (code === undefined) throw new Error(`no code for ${country.properties.name}`);
    return [code, rings(path(country) ?? "")];
  });
  const drawn = new Set(shapes.map(([code]) => code));
  const small = countries("50m").flatMap((country): [string, number, number][] => {
    const code = codeOf(country);
    if (!code || drawn.has(code) || geoArea(country) > 1) return [];
    drawn.add(code);
    const [longitude, latitude] = geoCentroid(country);
    const { x, y } = projected(longitude, latitude);
    return [[code, Math.round(x), Math.round(y)]];
  });
  const [, [right, bottom]] = path.bounds({ type: "FeatureCollection", features: large });
  if (Math.round(right) !== MAP_WIDTH || Math.round(bottom) !== MAP_HEIGHT) {
    throw new Error(`map-projection.ts has another size than ${right} × ${bottom}`);
  }
  const lines = (rows: readonly (readonly unknown[])[]) => rows.map((row) => `  ${JSON.stringify(row)},`).join("\n");
  return `// Drawn by scripts/draw-map.ts from Natural Earth's countries (public domain). Change that, not this.
// oxfmt-ignore
export const SHAPES: readonly (readonly [code: string, path: string])[] = [
${lines(shapes)}
];

/** Countries too small to have a shape here, by their middle. */
// oxfmt-ignore
export const SMALL: readonly (readonly [code: string, x: number, y: number])[] = [
${lines(small)}
];
`;
}

writeFileSync(output, draw());
