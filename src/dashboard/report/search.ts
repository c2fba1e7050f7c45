// As it stands in the address: wouter's own has decoded it once already, so "%2541" would end up as "A".
export { useSearch } from "wouter/use-browser-location";
