/** A mapping as it is typed, read: null stands for the action's own. `fault` says why it can't be read. */
export function mappingIn(text: string | null): { mapping: unknown; fault: string | null } {
  if (text === null) return { mapping: null, fault: null };
  try {
    return { mapping: JSON.parse(text) as unknown, fault: null };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { mapping: null, fault: `This is not JSON yet: ${error.message}` };
  }
}
