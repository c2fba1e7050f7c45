/** A line of a file, without its end. */
export interface Line {
  text: string;
  /** Counted from 1. */
  number: number;
  /** Bytes of the (unpacked) file up to and including this line's end. */
  through: number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** A longer line is no line of any export, but a file of another kind. */
const MAX_LINE_BYTES = 64_000_000;

/**
 * The lines of a stream of bytes, one at a time. Only "\n" ends a line: Node's own readline also ends one at U+2028, which JSON
 * may hold as it is. Throws where a line is longer than 64 MB.
 */
export async function* linesIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let open: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  let through = 0;
  const line = (length: number): Line => {
    number += 1;
    through += length;
    let whole = Buffer.concat(open);
    if (whole.at(-1) === RETURN) whole = whole.subarray(0, -1);
    open = [];
    size = 0;
    return { text: whole.toString("utf8"), number, through };
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE, from); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      open.push(chunk.subarray(from, end));
      yield line(size + end - from + 1);
      from = end + 1;
    }
    if (from < chunk.length) open.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > MAX_LINE_BYTES) throw new Error(`line ${number + 1} is longer than 64 MB`);
  }
  if (size > 0) yield line(size);
}
