import { memo } from "react";
import { personName } from "#dashboard/report/labels.ts";
import { countryName } from "#dashboard/screens/live/country.ts";
import { type LiveRow, rowKey } from "#dashboard/screens/live/messages.ts";
import { personAddress } from "#dashboard/report/display-name.ts";

/** One event. Plain elements, whose clicks the list hears: hundreds of these come and go every second. */
export const EventRow = memo(
  ({ row, isFirst, clock }: { row: LiveRow; isFirst: boolean; clock: (iso: string) => string }) => {
    const { time, name, eventName, person, city, country, browser, os, bot, referringDomain, path } = row;
    const key = rowKey(row);
    return (
      <li className="live-row" data-message={row.messageId} data-row={key}>
        <time dateTime={time}>{clock(time)}</time>
        <span className="live-event">
          <button type="button" data-column="event" tabIndex={isFirst ? 0 : -1}>
            {name}
          </button>
          {name !== eventName && row.type !== "track" && <small>{eventName}</small>}
          {name === eventName && path && <small>{path}</small>}
          {bot !== null && <span className="live-tag">bot</span>}
        </span>
        <span className="live-person">
          {person === null ? (
            "Nobody known"
          ) : (
            <a href={personAddress(person)} data-column="person" tabIndex={-1}>
              {personName(person)}
            </a>
          )}
        </span>
        <span className="live-place">
          {country && (
            <abbr className="live-tag" title={countryName(country)}>
              {country}
            </abbr>
          )}
          {city ?? (country ? countryName(country) : "")}
        </span>
        <span className="live-browser">{[browser, os].filter(Boolean).join(" · ")}</span>
        <span className="live-from">{referringDomain}</span>
      </li>
    );
  },
);
EventRow.displayName = "EventRow";
