import AuditModel

/// Checks that each change of a state is explained by an event of its own.
///
/// - Shape: one dataset whose rows show the state of an entity at an instant, and a dataset of events with, for each state,
///   the event by which it begins.
/// - Population: changes, from the last row of the old state to the first row of the new one. Violation: a change without
///   such an event of the entity between the two, both included.
/// - NULL: rows without entity, state or instant are ignored, and so is infinity. Rows of one entity that show different
///   states at the same instant do not say which came first, and are ignored too.
/// - Empty dataset: not applicable, as when nothing changes.
struct StateChanges: RuleKind {
    var dataset: Located<DatasetName>
    var entity: Located<String>
    var state: Located<String>
    var time: Located<String>
    var events: Events

    /// Where the events stand, and what they mean.
    struct Events {
        var dataset: Located<DatasetName>
        var entity: Located<String>
        var time: Located<String>
        var column: Located<String>
        /// The states, each with the value of the event by which it begins.
        var values: [(state: String, event: String)]
    }

    static let description = KindDescription(
        name: "state_changes",
        summary: "each change of a state over time is explained by an event",
        population: "changes, each from the last row of the old state to the first row of the new one",
        violation: "a change without an event that explains it in that time",
        nulls:
            "rows without entity, state or instant are ignored, and so are rows of different states at the same instant",
        dimension: .consistency,
        keys: [
            .dataset,
            KindKey("entity", "the column that says whose state it is", .text, isRequired: true),
            KindKey("state", "the column that holds the state", .text, isRequired: true),
            KindKey(
                "time",
                "the column that says when the state was seen; a number counts milliseconds since 1970",
                .text,
                isRequired: true
            ),
            KindKey(
                "explained_by",
                "the events: their dataset, entity (without it called as above), time and column, and in 'values' for each state the event by which it begins",
                .mapping([
                    .dataset, KindKey("entity", "the column that says whose event it is", .text),
                    KindKey(
                        "time",
                        "the column that says when it happened; a number counts milliseconds since 1970",
                        .text,
                        isRequired: true
                    ),
                    KindKey("column", "the column that says which event it is", .text, isRequired: true),
                    KindKey("values", "the event by which each state begins", .named(.text), isRequired: true),
                ]),
                isRequired: true
            ),
        ],
        otherNames: ["slowly_changing", "state_transitions"],
        example: """
            kind: state_changes
            dataset: songplays
            entity: user_id
            state: level
            time: start_time
            explained_by:
              dataset: staging.events
              time: ts
              column: page
              values: { paid: Submit Upgrade, free: Submit Downgrade }
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let entity = settings.required("entity")
        let state = settings.required("state")
        let time = settings.required("time")
        if settings.setting("explained_by") == nil { settings.reportMissing("explained_by") }
        let inner = settings.mapping("explained_by", keys: ["dataset", "entity", "time", "column", "values"])
        let events = inner.flatMap { Self.events(reading: $0, entity: entity) }
        if let inner { settings.adopt(inner) }
        guard let dataset, let entity, let state, let time, let events else { return nil }
        self.dataset = dataset
        self.entity = entity
        self.state = state
        self.time = time
        self.events = events
    }

    private static func events(reading settings: SettingReader, entity: Located<String>?) -> Events? {
        let dataset = settings.dataset()
        let time = settings.required("time")
        let column = settings.required("column")
        guard case .mapping(let entries)? = settings.setting("values")?.content, !entries.isEmpty else {
            settings.report("'values' must name for each state the event by which it begins, such as { paid: Upgrade }")
            return nil
        }
        let values = entries.compactMap { entry -> (state: String, event: String)? in
            guard case .scalar(let scalar) = entry.value.content else {
                settings.report("the event of '\(entry.key)' must be a single value", at: entry.keyLocation)
                return nil
            }
            return (entry.key, scalar.text)
        }
        guard let dataset, let time, let column, let entity = settings.string("entity") ?? entity else { return nil }
        return Events(dataset: dataset, entity: entity, time: time, column: column, values: values)
    }

    var references: [Reference] {
        [Reference(dataset)] + [entity, state, time].map { Reference($0, of: dataset) }
            + [Reference(events.dataset)]
            + [events.entity, events.time, events.column].map { Reference($0, of: events.dataset) }
    }

    func measurement(in scope: RuleScope) -> Measurement {
        .query(
            """
            \(StateHistory(of: self, in: scope).sql)
            SELECT count(*) AS population, count(*) FILTER (WHERE event_at IS NULL) AS violations,
                   (SELECT count(*) FROM events) - count(DISTINCT event) AS idle
            FROM changes
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let idle = readings.count("idle")
        let name = scope.name(of: events.dataset.value)
        return .rows(
            readings,
            nouns: "changes of \(Measured.words(for: [state.value]))",
            unit: "changes",
            broken: "are explained by no event of \(name)",
            kept: "are explained by an event of \(name)",
            facts: idle > 0 ? [Fact("events that no change needs", Wording.count(idle))] : []
        )
    }

    func assertion(in scope: RuleScope) -> String {
        let name = scope.name(of: events.dataset.value)
        return
            "each change of \(Measured.words(for: [state.value])) in \(scope.name(of: dataset.value)) has an event in \(name)"
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let history = StateHistory(of: self, in: scope)
        let states = history.isStateShown ? ["old_state", "new_state"] : []
        let times = history.isTimeShown ? ["last_seen", "first_seen"] : []
        return Offenders(
            columns: [entity.value] + states + times,
            order: [entity.value] + times.suffix(1),
            sql: """
                \(history.sql)
                SELECT entity AS \(SQLText.column(entity.value)), old_state, state AS new_state,
                       last_seen, at AS first_seen
                FROM changes WHERE event_at IS NULL
                """,
            datasets: [dataset.value]
        )
    }
}
