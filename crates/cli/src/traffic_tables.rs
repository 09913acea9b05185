//! The tables of `patikra flows`, as queries.

/// Requests, and connections without any, in the order of their times.
pub(crate) const FLOWS: &str = "
    WITH known AS (
      SELECT x.exchange AS id, x.asked AS time, x.asked_ns AS ns, x.app AS app, x.host AS host, x.country AS country,
             CASE WHEN x.service IS NULL THEN x.method || ' ' || x.path
                  ELSE x.service || coalesce(': ' || (SELECT group_concat(DISTINCT e.name) FROM traffic_event AS e
                                                      WHERE e.exchange = x.exchange), '') END AS what,
             coalesce((SELECT max(e.n_parameters) FROM traffic_event AS e WHERE e.exchange = x.exchange), x.n_parameters) AS n,
             CASE WHEN x.payload = 'encrypted' THEN 'payload not' WHEN x.encryption = 'none' THEN 'clear'
                  WHEN x.connection IS NULL THEN 'by the tool' ELSE 'opened' END AS opened,
             x.rowid AS number, 0 AS part
      FROM traffic_exchange AS x
      UNION ALL
      SELECT c.connection, c.started, c.started_ns, c.app, coalesce(c.host, c.server_address), c.country,
             c.transport || ' ' || c.server_port || ', ' || c.sent || ' bytes sent' || coalesce(', ' || c.encryption, ''),
             NULL, c.opened, c.rowid, 1
      FROM traffic_connection AS c WHERE c.n_exchanges = 0
    ), fits AS (
      SELECT json_extract(f.detail, '$.host') AS host, min(f.subject) AS app, count(DISTINCT f.subject) AS n
      FROM finding AS f WHERE f.rule = 'request-fits-code-of-app' GROUP BY 1
    )
    SELECT k.id, replace(substr(k.time, 1, 23), 'T', ' ') AS time,
           CASE WHEN k.app GLOB 'app:*' OR f.n IS NOT 1 THEN coalesce(s.package, s.label, k.app)
                ELSE coalesce(o.package, o.label, f.app) || ' (by code)' END AS app, k.host,
           coalesce((SELECT t.operator FROM ref_telemetry_host AS t WHERE k.host = t.domain OR k.host GLOB '*.' || t.domain
                     ORDER BY length(t.domain) DESC, t.operator LIMIT 1), '') AS operator,
           coalesce(k.country, '') AS country, substr(k.what, 1, 70) AS what, coalesce(k.n, '') AS n, k.opened
    FROM known AS k LEFT JOIN subject AS s ON s.id = k.app LEFT JOIN fits AS f ON f.host = k.host AND k.app NOT GLOB 'app:*'
    LEFT JOIN subject AS o ON o.id = f.app
    ORDER BY k.ns IS NULL, k.ns, k.part, k.number";

/// The catalogue of events: most parameters of one event of a name, how far apart they are, and which method that the platform
/// calls leads to the place where code puts the event's name.
pub(crate) const EVENTS: &str = "
    WITH one AS (
      SELECT e.app AS app, x.host AS host, e.service AS service, coalesce(e.name, '') AS event, e.exchange AS exchange, e.event AS number,
             e.n_parameters AS n, x.asked AS asked, x.asked_ns AS ns,
             x.asked_ns - lag(x.asked_ns) OVER (PARTITION BY e.app, x.host, e.service, e.name ORDER BY x.asked_ns, e.rowid) AS since
      FROM traffic_event AS e JOIN traffic_exchange AS x ON x.exchange = e.exchange
    ), trigger AS (
      SELECT s.app AS app, s.argument AS event, group_concat(DISTINCT substr(e.value, 2)) AS entries
      FROM code_parameter_source AS s JOIN json_each(s.entries) AS e
      WHERE s.kind = 'constant' GROUP BY s.app, s.argument
    )
    SELECT coalesce(s.package, s.label, o.app) AS app, o.host, o.service, o.event, count(*) AS times, max(o.n) AS parameters,
           replace(substr(min(o.asked), 1, 23), 'T', ' ') AS first, replace(substr(max(o.asked), 1, 23), 'T', ' ') AS last,
           coalesce(round(avg(o.since) / 1e9, 1) || ' s', '') AS every,
           coalesce((SELECT replace(replace(t.entries, ';->', '.'), '/', '.') FROM trigger AS t WHERE t.event = o.event AND t.app = o.app), '') AS reached_from
    FROM one AS o LEFT JOIN subject AS s ON s.id = o.app
    GROUP BY o.app, o.host, o.service, o.event
    ORDER BY app, o.host, o.service, times DESC, o.event";

/// Every parameter by app, host, service, event and name, and what of the platform the app's code makes it of.
pub(crate) const PARAMETERS: &str = "
    WITH made AS (
      SELECT app, name, group_concat(DISTINCT CASE WHEN kind = 'kept' THEN api || coalesce(' ' || argument, '')
                ELSE replace(replace(substr(api, 2), ';->', '.'), '/', '.') || coalesce(' (' || argument || ')', '') END) AS call
      FROM code_parameter_source WHERE NOT mixed AND (class IS NOT NULL OR kind = 'kept') GROUP BY app, name
    ), sent AS (
      SELECT t.*, replace(replace(t.parameter, '/', '.'), '.[]', '') AS plain FROM traffic_sent AS t
    ), named AS (
      SELECT t.*, replace(t.plain, rtrim(t.plain, replace(t.plain, '.', '')), '') AS leaf FROM sent AS t
    )
    SELECT coalesce(s.package, s.label, t.app) AS app, t.host, coalesce(t.service, '') AS service, coalesce(t.event, '') AS event, t.parameter,
           coalesce(t.class || '/' || t.what, '') AS class, t.n_times AS times, t.n_values AS 'values', substr(t.value, 1, 40) AS example,
           coalesce(replace(substr(t.first, 1, 19), 'T', ' '), '') AS first, coalesce(replace(substr(t.last, 1, 19), 'T', ' '), '') AS last,
           coalesce((SELECT m.call FROM made AS m WHERE m.app = t.app AND m.name = t.leaf), '') AS made_of, t.exchange
    FROM named AS t LEFT JOIN subject AS s ON s.id = t.app
    ORDER BY app, t.host, service, event, t.parameter";

/// The user's marks in their order.
pub(crate) const MARKS: &str = "
    SELECT DISTINCT replace(substr(m.time, 1, 23), 'T', ' ') AS time, m.name AS mark,
           coalesce((SELECT c.means FROM ref_consent_mark AS c WHERE instr(lower(m.name), c.holds) ORDER BY CAST(c.n AS INTEGER) LIMIT 1),
                    (SELECT p.means FROM ref_phase_mark AS p WHERE instr(lower(m.name), p.holds) ORDER BY CAST(p.n AS INTEGER) LIMIT 1), '') AS means
    FROM traffic_mark AS m ORDER BY m.time_ns, m.name";

/// What each mark divides: from the mark before it to it, and from it to the mark after it.
const SIDES: &str = "
    WITH mark AS (
      SELECT name, ns, lag(ns) OVER w AS since, lead(ns) OVER w AS until, row_number() OVER w AS n
      FROM (SELECT DISTINCT name, time_ns AS ns FROM traffic_mark) WINDOW w AS (ORDER BY ns, name)
    ), request AS (
      SELECT m.n AS n, m.name AS mark, x.app AS app, x.host AS host, x.exchange AS exchange, x.service AS service, x.asked_ns < m.ns AS is_before
      FROM traffic_exchange AS x JOIN mark AS m
      WHERE x.asked_ns IS NOT NULL AND x.asked_ns >= coalesce(m.since, 0) AND (m.until IS NULL OR x.asked_ns < m.until)
    ), one AS (
      SELECT r.n AS n, r.mark AS mark, r.app AS app, r.host AS host, coalesce(p.field, p.path) AS parameter, p.class AS class, p.what AS what, p.value AS value,
             sum(r.is_before) AS before, sum(NOT r.is_before) AS after
      FROM request AS r JOIN traffic_parameter AS p ON p.exchange = r.exchange
      WHERE NOT p.is_opened
      GROUP BY r.n, r.mark, r.app, r.host, coalesce(p.field, p.path), p.value
    ), per AS (
      SELECT n, mark, app, host, parameter, max(class) AS class, max(what) AS what, sum(before) AS before, sum(after) AS after,
             sum(before > 0 AND after > 0) AS n_same, max(CASE WHEN before > 0 AND after > 0 THEN value END) AS same
      FROM one GROUP BY n, mark, app, host, parameter
    ), hosts AS (
      SELECT n, mark, app, host, sum(is_before) AS before, sum(NOT is_before) AS after FROM request GROUP BY n, mark, app, host
    )";

/// Hosts on both sides of each mark.
pub(crate) fn hosts_around_marks() -> String {
    format!(
        "{SIDES}
    SELECT h.mark, coalesce(s.package, s.label, h.app) AS app, h.host,
           CASE WHEN h.after = 0 THEN 'ends' WHEN h.before = 0 THEN 'begins' ELSE 'goes on' END AS host_does,
           h.before AS requests_before, h.after AS requests_after,
           (SELECT count(*) FROM per AS p WHERE p.n = h.n AND p.app = h.app AND p.host = h.host AND p.before > 0 AND p.after > 0) AS parameters_stay,
           (SELECT count(*) FROM per AS p WHERE p.n = h.n AND p.app = h.app AND p.host = h.host AND p.after = 0) AS end,
           (SELECT count(*) FROM per AS p WHERE p.n = h.n AND p.app = h.app AND p.host = h.host AND p.before = 0) AS begin
    FROM hosts AS h LEFT JOIN subject AS s ON s.id = h.app
    ORDER BY h.n, app, h.host"
    )
}

/// Parameters that end or begin at a mark, and identifiers on both sides of it with whether their value stays.
pub(crate) fn parameters_around_marks() -> String {
    format!(
        "{SIDES}
    SELECT p.mark, coalesce(s.package, s.label, p.app) AS app, p.host, p.parameter, coalesce(p.class || '/' || p.what, '') AS class,
           p.before, p.after,
           CASE WHEN p.after = 0 THEN 'ends' WHEN p.before = 0 THEN 'begins' WHEN p.n_same > 0 THEN 'same value' ELSE 'other value' END AS does,
           coalesce(substr(p.same, 1, 40), '') AS value
    FROM per AS p LEFT JOIN ref_personal_class AS c ON c.class = p.class LEFT JOIN subject AS s ON s.id = p.app
    JOIN hosts AS h ON h.n = p.n AND h.app = p.app AND h.host = p.host
    WHERE h.before > 0 AND h.after > 0 AND (p.after = 0 OR p.before = 0 OR coalesce(c.identifies, 'no') <> 'no')
    ORDER BY p.n, app, p.host, coalesce(c.identifies, 'no') = 'no', p.parameter"
    )
}
