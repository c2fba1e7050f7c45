// What every icon of @tabler/icons-react is; its files by themselves come without types (tsconfig.json maps them here).
import type { Icon } from "@tabler/icons-react";
declare const icon: Icon;
export default icon;
