/**
 * Our own log lines stay out of what the runner hears; a failing test says more than they do. It hands each line on by a timer of
 * whoever logs, and waits for that at the end of the file: of an object that has died, for ever.
 */
for (const level of ["info", "warn", "error"] as const) {
  const say = console[level].bind(console);
  console[level] = (...given: unknown[]) => {
    if (typeof given[0] !== "string" || !given[0].startsWith('{"what":')) say(...given);
  };
}
