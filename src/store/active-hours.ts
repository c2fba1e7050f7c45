import { HOUR_MS } from "#core/clock.ts";

/**
 * SQL that joins all facts `f` of the hours in a table `t (hour)`. Facts have no index on who did it, so they are found by
 * the hours in which somebody did something (active_hours) and the names that occur in those hours. CROSS JOIN keeps this
 * order (https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join): one seek an hour and name.
 */
export const FACTS_OF_HOURS = `CROSS JOIN hours h ON h.hour = t.hour CROSS JOIN json_each(h.counts) n
  CROSS JOIN facts f ON f.name_id = CAST(n.key AS INTEGER)
    AND f.ts BETWEEN t.hour * ${HOUR_MS} AND t.hour * ${HOUR_MS} + ${HOUR_MS - 1}`;
