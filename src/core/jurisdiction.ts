/** Where Durable Objects can be made to stay (developers.cloudflare.com/durable-objects/reference/data-location). */
const JURISDICTIONS = ["eu", "fedramp", "us"] as const;

/**
 * The objects of a namespace within a jurisdiction; "" is anywhere. The same name is another object in another jurisdiction,
 * so a deployment keeps the one it began with. workerd on one's own machine knows none and throws.
 */
export function inJurisdiction<Objects extends Rpc.DurableObjectBranded | undefined>(
  namespace: DurableObjectNamespace<Objects>,
  jurisdiction: string,
): DurableObjectNamespace<Objects> {
  if (jurisdiction === "") return namespace;
  const known = JURISDICTIONS.find((each) => each === jurisdiction);
  // Data in the wrong place is worse than none.
  if (!known) throw new Error(`JURISDICTION is "${jurisdiction}", and none of ${JURISDICTIONS.join(", ")}`);
  return namespace.jurisdiction(known);
}
