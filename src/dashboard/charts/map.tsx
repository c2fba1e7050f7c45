import "#dashboard/charts/map.css";
import { memo } from "react";
import { MAP_HEIGHT, MAP_MARGIN, MAP_WIDTH } from "#dashboard/charts/map-projection.ts";
import { SHAPES, SMALL } from "#dashboard/charts/map-shapes.ts";

export interface MapDot {
  key: string;
  /** In units of the map (map-projection.ts). */
  x: number;
  y: number;
  /** Changes where something happened there again: the dot pulses. */
  beat: number;
  /** 1 new, 0 gone. */
  strength: number;
}

/**
 * The world: countries tinted by a number each (country codes of two letters), and dots where something happens. The list
 * beside it is its accessible form, so all of it is one picture with one sentence.
 */
export function WorldMap({
  tints,
  dots,
  label,
}: {
  tints: ReadonlyMap<string, number>;
  dots: readonly MapDot[];
  label: string;
}) {
  return (
    <svg
      className="map"
      viewBox={`${-MAP_MARGIN} 0 ${MAP_WIDTH + 2 * MAP_MARGIN} ${MAP_HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <Countries tints={tints} />
      {dots.map(({ key, x, y, beat, strength }) => (
        <Dot key={key} x={x} y={y} beat={beat} strength={Math.round(strength * 10) / 10} />
      ))}
    </svg>
  );
}

/** Few and many are told apart also where one country has nearly all. */
const share = (count: number, most: number): number =>
  count === 0 ? 0 : Math.round(18 + (82 * Math.log1p(count)) / Math.log1p(most));

const Countries = memo(({ tints }: { tints: ReadonlyMap<string, number> }) => {
  const most = Math.max(1, ...tints.values());
  const fill = (code: string) => {
    const percent = share(tints.get(code) ?? 0, most);
    return percent === 0 ? undefined : { fill: `color-mix(in oklab, var(--map-tint) ${percent}%, var(--map-land))` };
  };
  return (
    <g>
      {SHAPES.map(([code, path]) => (
        <path key={path} d={path} style={fill(code)} data-country={code} data-count={tints.get(code)} />
      ))}
      {SMALL.map(
        ([code, x, y]) =>
          tints.has(code) && (
            <circle
              key={code}
              cx={x}
              cy={y}
              r={4}
              style={fill(code)}
              data-country={code}
              data-count={tints.get(code)}
            />
          ),
      )}
    </g>
  );
});
Countries.displayName = "Countries";

const Dot = memo(({ x, y, beat, strength }: Omit<MapDot, "key">) => (
  <g className="map-dot" opacity={Math.max(0.15, strength)} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
    <circle r={6} />
    {strength > 0.9 && <circle key={beat} className="map-pulse" r={6} />}
  </g>
));
Dot.displayName = "Dot";
