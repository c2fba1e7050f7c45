/** `value` with `onCall` told of each method called on it, and its result; whatever else it has is passed through. */
export function observed<T extends object>(value: T, onCall: (method: string, result: unknown) => unknown): T {
  return new Proxy(value, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function" || typeof key !== "string") return member;
      // Not `member.apply`: on a stub every property is a call to the other side, `apply` too.
      return (...args: unknown[]) => onCall(key, Reflect.apply(member, target, args));
    },
  });
}
