const WIDTH = 30;

/** A bar that fills in a terminal; elsewhere (a log) a line at each tenth. `done` is called with the number so far. */
export function progressBar(total: number, what: string): (done: number) => void {
  const began = performance.now();
  let tenth = -1;
  return (done) => {
    const share = total === 0 ? 1 : done / total;
    const rate = Math.round((done / Math.max(1, performance.now() - began)) * 1_000);
    const line = `${String(Math.floor(share * 100)).padStart(3)} %  ${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${what}, ${rate.toLocaleString("en")} a second`;
    if (process.stdout.isTTY) {
      const filled = Math.round(share * WIDTH);
      process.stdout.write(
        `\r\u001B[K${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${line}${done === total ? "\n" : ""}`,
      );
    } else if (Math.floor(share * 10) > tenth) {
      tenth = Math.floor(share * 10);
      console.log(line);
    }
  };
}
