import "#dashboard/charts/heat.css";
import { heatStyle } from "#dashboard/charts/heat.ts";
import { number } from "#dashboard/report/labels.ts";
import { useGridKeys } from "#dashboard/report/use-grid-keys.ts";

export interface HeatRow {
  /** What the row is called. */
  name: string;
  /** How many there are; then one cell a period. */
  size: number;
  cells: readonly HeatCell[];
}
export interface HeatCell {
  /** Decides how warm it is. */
  value: number;
  text: string;
  /** What it says to those who only hear it. */
  says: string;
  /** It is not over yet. */
  isGrowing: boolean;
}

/**
 * Rows of people by when they started, and what part of them came back in each period after: every cell has its number as
 * text on a ground the warmer the more it is, and opens who it is. Arrow keys go from cell to cell.
 */
export function HeatTable({
  label,
  columns,
  average,
  rows,
  onCell,
}: {
  label: string;
  /** Names of the periods; the first is where people started. */
  columns: readonly string[];
  /** Text and value of each period over all rows; null where there is none yet. */
  average: readonly ({ value: number; text: string } | null)[];
  rows: readonly HeatRow[];
  /** period 0 is everybody who started. */
  onCell: (row: number, period: number) => void;
}) {
  const grid = useGridKeys();
  const most = Math.max(0, ...rows.flatMap(({ cells }) => cells.map(({ value }) => value)));
  return (
    <div className="scroll-x" {...grid}>
      <table className="heat-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">People</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr data-average="true">
            <th scope="row">Average</th>
            <td />
            {columns.map((column, at) => {
              const one = average[at];
              return (
                <td key={column}>
                  {one && (
                    <span className="heat-plain" style={heatStyle(one.value, most)}>
                      {one.text}
                    </span>
                  )}
                </td>
              );
            })}
          </tr>
          {rows.map(({ name, size, cells }, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <button
                  type="button"
                  className="heat"
                  data-size="true"
                  data-cell={`${row} 0`}
                  tabIndex={row === 0 ? 0 : -1}
                  aria-label={`${number(size)} started ${name}: show the people`}
                  onClick={() => onCell(row, 0)}
                >
                  {number(size)}
                </button>
              </td>
              {cells.map((cell, at) => (
                <td key={columns[at] ?? at}>
                  <button
                    type="button"
                    className="heat"
                    data-cell={`${row} ${at + 1}`}
                    data-growing={cell.isGrowing}
                    tabIndex={-1}
                    style={heatStyle(cell.value, most)}
                    aria-label={`${cell.says}${cell.isGrowing ? ", not over yet" : ""}: show the people`}
                    onClick={() => onCell(row, at + 1)}
                  >
                    {cell.text}
                    {cell.isGrowing && <span aria-hidden>*</span>}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
