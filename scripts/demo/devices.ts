/** A browser on a device. `buys` is how readily people order on it, beside a desktop. */
export interface Device {
  userAgent: string;
  buys: number;
  weight: number;
}

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

export const devices: readonly [Device, ...Device[]] = [
  { weight: 26, buys: 1, userAgent: `${windows} ${webkit} Chrome/147.0.0.0 Safari/537.36` },
  { weight: 20, buys: 0.7, userAgent: `${iphone} Version/18.5 Mobile/15E148 Safari/604.1` },
  {
    weight: 18,
    buys: 0.55,
    userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/147.0.0.0 Mobile Safari/537.36`,
  },
  { weight: 9, buys: 1.1, userAgent: `${mac} ${webkit} Chrome/147.0.0.0 Safari/537.36` },
  { weight: 8, buys: 1.1, userAgent: `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15` },
  { weight: 6, buys: 1, userAgent: `${windows} ${webkit} Chrome/147.0.0.0 Safari/537.36 Edg/147.0.0.0` },
  {
    weight: 5,
    buys: 0.95,
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0",
  },
  { weight: 3, buys: 0.95, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0" },
  {
    weight: 3,
    buys: 0.6,
    userAgent: `Mozilla/5.0 (Linux; Android 15; SM-S931B) ${webkit} SamsungBrowser/28.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
  },
  {
    weight: 2,
    buys: 0.8,
    userAgent:
      "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  },
];
