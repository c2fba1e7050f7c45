/** The map's own units: its shapes are drawn in them (scripts/draw-map.ts). */
export const MAP_WIDTH = 1_200;
export const MAP_HEIGHT = 563;
/** Islands lie a little outside of what the land takes; the last of them are drawn over the edge. */
export const MAP_MARGIN = 20;
/** The map's middle, degrees east: so that the Bering Strait, where few people are, is where it is cut. */
export const CENTRE_LONGITUDE = 11;

const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796] as const;
const M = Math.sqrt(3) / 2;
/** What makes the land, without Antarctica, as wide as the map. scripts/draw-map.ts and a test hold them against d3-geo. */
const SCALE = 241.21;
const CENTRE_X = 597.71;
const CENTRE_Y = 314.88;

/**
 * Where a place is on the map. Degrees in, map units out. Equal Earth: countries have the areas they have, and look as one
 * knows them. https://doi.org/10.1080/13658816.2018.1504949
 */
export function projected(longitude: number, latitude: number): { x: number; y: number } {
  const turned = ((((longitude - CENTRE_LONGITUDE + 180) % 360) + 360) % 360) - 180;
  const lambda = (turned * Math.PI) / 180;
  const l = Math.asin(M * Math.sin((latitude * Math.PI) / 180));
  const l2 = l * l;
  const l6 = l2 * l2 * l2;
  const x = (lambda * Math.cos(l)) / (M * (A1 + 3 * A2 * l2 + l6 * (7 * A3 + 9 * A4 * l2)));
  const y = l * (A1 + A2 * l2 + l6 * (A3 + A4 * l2));
  return { x: CENTRE_X + SCALE * x, y: CENTRE_Y - SCALE * y };
}
