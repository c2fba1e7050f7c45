export default function Debugger() {
  return null;
}
