/** Where the shop's visitors live: larger markets first. `hours` is the offset from UTC that decides their evening. */
export interface City {
  country: string;
  region: string;
  city: string;
  latitude: number;
  longitude: number;
  timezone: string;
  hours: number;
  locale: string;
  weight: number;
}

const row = (
  country: string,
  region: string,
  city: string,
  latitude: number,
  longitude: number,
  timezone: string,
  hours: number,
  locale: string,
  weight: number,
): City => ({ country, region, city, latitude, longitude, timezone, hours, locale, weight });

export const cities: readonly [City, ...City[]] = [
  row("US", "New York", "New York", 40.71, -74.01, "America/New_York", -5, "en-US", 9),
  row("US", "California", "San Francisco", 37.77, -122.42, "America/Los_Angeles", -8, "en-US", 7),
  row("US", "Texas", "Austin", 30.27, -97.74, "America/Chicago", -6, "en-US", 5),
  row("US", "Colorado", "Denver", 39.74, -104.99, "America/Denver", -7, "en-US", 5),
  row("GB", "England", "London", 51.51, -0.13, "Europe/London", 0, "en-GB", 8),
  row("GB", "Scotland", "Edinburgh", 55.95, -3.19, "Europe/London", 0, "en-GB", 3),
  row("DE", "Berlin", "Berlin", 52.52, 13.41, "Europe/Berlin", 1, "de-DE", 7),
  row("DE", "Bavaria", "Munich", 48.14, 11.58, "Europe/Berlin", 1, "de-DE", 6),
  row("FR", "Île-de-France", "Paris", 48.86, 2.35, "Europe/Paris", 1, "fr-FR", 6),
  row("FR", "Auvergne-Rhône-Alpes", "Lyon", 45.76, 4.84, "Europe/Paris", 1, "fr-FR", 3),
  row("AT", "Tyrol", "Innsbruck", 47.27, 11.39, "Europe/Vienna", 1, "de-AT", 3),
  row("CH", "Zurich", "Zürich", 47.38, 8.54, "Europe/Zurich", 1, "de-CH", 3),
  row("IT", "Lombardy", "Milan", 45.46, 9.19, "Europe/Rome", 1, "it-IT", 3),
  row("ES", "Catalonia", "Barcelona", 41.39, 2.17, "Europe/Madrid", 1, "es-ES", 3),
  row("NL", "North Holland", "Amsterdam", 52.37, 4.9, "Europe/Amsterdam", 1, "nl-NL", 4),
  row("SE", "Stockholm", "Stockholm", 59.33, 18.07, "Europe/Stockholm", 1, "sv-SE", 3),
  row("NO", "Vestland", "Bergen", 60.39, 5.32, "Europe/Oslo", 1, "nb-NO", 2),
  row("PL", "Lesser Poland", "Kraków", 50.06, 19.94, "Europe/Warsaw", 1, "pl-PL", 2),
  row("CA", "British Columbia", "Vancouver", 49.28, -123.12, "America/Vancouver", -8, "en-CA", 4),
  row("CA", "Quebec", "Montréal", 45.5, -73.57, "America/Toronto", -5, "fr-CA", 2),
  row("AU", "New South Wales", "Sydney", -33.87, 151.21, "Australia/Sydney", 10, "en-AU", 3),
  row("NZ", "Otago", "Queenstown", -45.03, 168.66, "Pacific/Auckland", 12, "en-NZ", 1),
  row("JP", "Tokyo", "Tokyo", 35.68, 139.69, "Asia/Tokyo", 9, "ja-JP", 3),
  row("KR", "Seoul", "Seoul", 37.57, 126.98, "Asia/Seoul", 9, "ko-KR", 2),
  row("IN", "Karnataka", "Bengaluru", 12.97, 77.59, "Asia/Kolkata", 5, "en-IN", 3),
  row("BR", "São Paulo", "São Paulo", -23.55, -46.63, "America/Sao_Paulo", -3, "pt-BR", 3),
  row("CL", "Santiago", "Santiago", -33.45, -70.67, "America/Santiago", -4, "es-CL", 1),
  row("ZA", "Western Cape", "Cape Town", -33.92, 18.42, "Africa/Johannesburg", 2, "en-ZA", 1),
];
