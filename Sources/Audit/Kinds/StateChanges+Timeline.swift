import AuditModel
import Postgres

/// The states of entities in the order of time, in SQL.
struct StateHistory {
    private let rule: StateChanges
    private let scope: RuleScope

    init(of rule: StateChanges, in scope: RuleScope) {
        self.rule = rule
        self.scope = scope
    }

    /// Whether values of the state may be shown.
    var isStateShown: Bool { !isSensitive(rule.state.value, of: rule.dataset.value) }

    /// Whether keys of the entities may be shown.
    var isEntityShown: Bool { !isSensitive(rule.entity.value, of: rule.dataset.value) }

    /// Whether it may be said when.
    var isTimeShown: Bool { !isSensitive(rule.time.value, of: rule.dataset.value) }

    /// Whether the events may be named.
    var isEventShown: Bool { !isSensitive(rule.events.column.value, of: rule.events.dataset.value) }

    private func isSensitive(_ column: String, of dataset: DatasetName) -> Bool {
        scope.datasets[dataset]?.sensitive.contains(column) ?? false
    }

    /// `WITH steps AS …, events AS …, changes AS …`.
    var sql: String {
        let dataset = rule.dataset.value
        let columns = [rule.entity, rule.state].map { SQLText.column($0.value) }
        let at = scope.catalog.instant(rule.time.value, of: dataset)
        let present = "\(columns[0]) IS NOT NULL AND \(columns[1]) IS NOT NULL AND isfinite(\(at))"
        return """
            WITH seen AS (
                SELECT entity, at, min(state) AS state, count(*) AS n
                FROM (SELECT \(columns[0])::text COLLATE "C" AS entity, \(columns[1])::text COLLATE "C" AS state, \(at) AS at
                      \(scope.rows(of: dataset, where: present))) AS source
                GROUP BY entity, at HAVING min(state) = max(state)
            ), steps AS MATERIALIZED (
                SELECT entity, at, state, n, lag(state) OVER by_time AS old_state, lag(at) OVER by_time AS last_seen
                FROM seen WINDOW by_time AS (PARTITION BY entity ORDER BY at)
            ), events AS MATERIALIZED (
                \(events)
            ), changes AS MATERIALIZED (
                SELECT DISTINCT ON (s.entity, s.at) s.entity, s.old_state, s.state, s.last_seen, s.at, e.event, e.event_at
                FROM steps AS s LEFT JOIN events AS e
                     ON e.entity = s.entity AND e.state = s.state AND e.event_at BETWEEN s.last_seen AND s.at
                WHERE s.old_state <> s.state ORDER BY s.entity, s.at, e.event_at, e.event
            )
            """
    }

    private var events: String {
        let source = rule.events
        let columns = [source.entity, source.column].map { SQLText.column($0.value) }
        let states = source.values.map { value in
            "WHEN \(SQL.quoted(literal: value.event)) THEN \(SQL.quoted(literal: value.state))"
        }
        let at = scope.catalog.instant(source.time.value, of: source.dataset.value)
        return """
            SELECT row_number() OVER () AS event, entity, state, event_at
                FROM (SELECT \(columns[0])::text COLLATE "C" AS entity, \(at) AS event_at,
                             CASE \(columns[1])::text \(states.joined(separator: " ")) END COLLATE "C" AS state
                      FROM \(source.dataset.value.sql) WHERE isfinite(\(at))) AS named
                WHERE entity IS NOT NULL AND state IS NOT NULL
            """
    }
}

extension StateChanges: LooksCloser {
    /// The most entities that a report shows.
    private static let mostEntities = 200

    func closerLook(
        at measured: Measured,
        _ readings: Readings,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        guard measured.emptyReason == nil else { return nil }
        let history = StateHistory(of: self, in: scope)
        let row = try await snapshot.rows(
            """
            \(history.sql)
            SELECT (SELECT count(DISTINCT entity) FROM steps) AS entities,
                   (SELECT count(DISTINCT entity) FROM changes) AS changing,
                   (SELECT \(Self.instant("min(at)")) FROM steps) AS beginning,
                   (SELECT \(Self.instant("max(at)")) FROM steps) AS finish
            """
        ).first
        var timeline = StateTimeline(
            noun: noun,
            stateNoun: Measured.words(for: [state.value]),
            entities: row?.integer("entities") ?? 0,
            changing: row?.integer("changing") ?? 0,
            changes: measured.population,
            explained: measured.population - measured.violations,
            unexplained: measured.violations,
            from: history.isTimeShown ? row?["beginning"] : nil,
            to: history.isTimeShown ? row?["finish"] : nil
        )
        if history.isEntityShown, history.isStateShown, history.isTimeShown {
            timeline.rows = try await rows(history, reading: snapshot)
        }
        var look = CloserLook()
        look.timeline = timeline
        return look
    }

    /// What the entities are called: `users` for `user_id`.
    private var noun: String {
        let words = Measured.words(for: [entity.value])
        return (words.hasSuffix(" id") ? String(words.dropLast(3)) : words) + "s"
    }

    private func rows(_ history: StateHistory, reading snapshot: SnapshotReader) async throws -> [TimelineRow] {
        let spans = try await snapshot.rows(
            """
            \(history.sql), chosen AS (
                SELECT entity FROM changes GROUP BY entity ORDER BY length(entity), entity LIMIT \(Self.mostEntities)
            ), numbered AS (
                SELECT *, count(*) FILTER (WHERE old_state <> state) OVER (PARTITION BY entity ORDER BY at) AS span
                FROM steps JOIN chosen USING (entity)
            ), spans AS (
                SELECT entity, span, min(state) AS state, min(at) AS first, max(at) AS last, sum(n) AS n
                FROM numbered GROUP BY entity, span
            )
            SELECT left(spans.entity, 200) AS entity, left(spans.state, 200) AS state,
                   \(Self.instant("first")) AS first, \(Self.instant("last")) AS last, n,
                   to_char(event_at, 'YYYY-MM-DD HH24:MI') AS event_at
            FROM spans LEFT JOIN changes AS c ON c.entity = spans.entity AND c.at = spans.first
            ORDER BY length(spans.entity), spans.entity, span
            """
        )
        var rows: [TimelineRow] = []
        for span in spans {
            let key = span["entity"] ?? ""
            if rows.last?.key != key { rows.append(TimelineRow(key: key)) }
            let event = history.isEventShown ? events.values.first { $0.state == span["state"] }?.event : "an event"
            rows[rows.count - 1].spans.append(
                TimelineSpan(
                    state: span["state"],
                    from: span["first"] ?? "",
                    to: span["last"] ?? "",
                    rows: span.integer("n") ?? 0,
                    explanation: span["event_at"].map { "\(event ?? "an event"), \($0) UTC" }
                )
            )
        }
        return rows
    }

    private static func instant(_ expression: String) -> String {
        "to_char(\(expression), 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    }
}
