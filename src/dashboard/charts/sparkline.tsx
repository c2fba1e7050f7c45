/** A line without axes: how it went, beside the number that says how much. The last bucket is dashed while it isn't over. */
export function Sparkline({
  data,
  incomplete,
  label,
  width = 96,
  height = 40,
}: {
  data: readonly number[];
  incomplete: number;
  label: string;
  width?: number;
  height?: number;
}) {
  const most = Math.max(1, ...data);
  const points = data.map(
    (value, at) =>
      [2 + (at * (width - 4)) / Math.max(1, data.length - 1), height - 3 - (value / most) * (height - 6)] as const,
  );
  const text = (some: readonly (readonly [number, number])[]) =>
    some.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const whole = points.slice(0, points.length - incomplete);
  const rest = points.slice(Math.max(0, points.length - incomplete - 1));
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      style={{ maxWidth: width }}
    >
      <polyline
        points={text(whole)}
        fill="none"
        stroke="var(--bar)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
      {incomplete > 0 && (
        <polyline
          points={text(rest)}
          fill="none"
          stroke="var(--bar)"
          strokeWidth="2"
          strokeDasharray="2 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
