import AuditModel

/// Checks that nothing expected is absent: no gap in time, or no member without rows.
///
/// - Shape: one dataset and one column. For time a column of instants or days, and `every` (periods that must all have rows)
///   or `longest_gap` (the longest time that may pass between two neighbouring rows). For anything else `members`, or just
///   `expected_by`.
/// - What is expected: `from` and `to` set the ends, which are otherwise the data's own; a bare day as `to` means its whole
///   day. `expected_by` names what another table or query promises instead. A `calendar` leaves out the hours of the week and
///   the days on which nothing is expected.
/// - Population: with `every` the expected periods, with `longest_gap` the gaps between neighbouring rows, else the members.
///   Violation: a period or member without a row, or a gap that is longer; with a calendar only its hours count.
/// - NULL: is ignored, and so is a time outside the years 1 to 9999, infinity among them.
/// - Empty dataset: not applicable, unless something says what is expected: then all of it is missing.
struct Coverage: RuleKind {
    /// What is asked of the column.
    enum Demand: Sendable {
        case every(TimeStep)
        case longestGap(TimeStep)
        case members([SQLLiteral])
        case promisedMembers
    }

    var dataset: Located<DatasetName>
    var column: Located<String>
    var demand: Demand
    var from: String?
    var to: String?
    var acceptedGaps: [TimeSpan]
    var promise: Promise?
    var calendar: ExpectedHours?

    static let description = KindDescription(
        name: "coverage",
        summary:
            "nothing expected is absent: every period has rows, no gap is longer than allowed, or every member occurs",
        population:
            "with 'every' the expected periods, with 'longest_gap' the gaps between neighbouring rows, else the members",
        violation: "a period or a member without a row, or a gap that is longer than allowed",
        nulls:
            "rows without a value are ignored, and so are times outside the years 1 to 9999, infinity among them; these are told of where the data set their own ends",
        dimension: .coverage,
        keys: [
            .dataset,
            KindKey("column", "the column that holds the instants or members", .text, isRequired: true),
            KindKey(
                "every",
                "the period that must have rows, such as 15 minutes, 1 hour, 1 day, 1 week or 1 month",
                .length
            ),
            KindKey(
                "longest_gap",
                "the longest time that may pass between two neighbouring rows, such as 24 hours",
                .length
            ),
            KindKey("members", "values that must all occur, such as [free, paid]", .list(.text)),
            KindKey(
                "expected_by",
                "what promises the instants or members: { dataset, column, where } or { query }; a day stands for all its "
                    + "periods, and in a text, such as the name of a file, the last day written as 2018-11-15 counts",
                .mapping(Promise.keys)
            ),
            KindKey(
                "from",
                "the first instant that is expected; without it the data's own, but for what lies 5,000,000 periods off",
                .text
            ),
            KindKey("to", "the last instant that is expected; without it the data's own", .text),
            KindKey("accepted_gaps", "spans that may be empty, such as [[2018-11-03, 2018-11-04]]"),
            KindKey(
                "calendar",
                "when rows are expected: { hours: ['mon-fri 08:00-18:00'], holidays: [2018-12-25], time_zone: Europe/Berlin }; "
                    + "without a time zone in UTC",
                .mapping(ExpectedHours.keys)
            ),
        ],
        otherNames: ["gaps", "expect_row_values_to_have_data_for_every_n_datepart", "sequential_values"],
        example: """
            kind: coverage
            dataset: songplays
            column: start_time
            every: 1 day
            from: 2018-11-01
            to: 2018-11-30
            """
    )

    var references: [Reference] {
        [Reference(dataset), Reference(column, of: dataset)] + (promise?.references ?? [])
    }

    /// The work of making the series of periods and of telling of it, in rows: measured over a year of hours.
    private static let seriesWork = 200_000.0

    func measurement(in scope: RuleScope) -> Measurement {
        let examples = offenders(in: scope).flatMap(scope.examples(of:))
        return switch demand {
        case .every(let step):
            .query(
                periodsQuery(step, in: scope),
                run: periodsQuery(step, in: scope, inRun: true),
                withExamples: periodsQuery(step, in: scope, showing: examples, inRun: true),
                fixedWork: Self.seriesWork
            )
        case .longestGap(let allowed):
            .query(
                gapsQuery(allowed, in: scope),
                withExamples: gapsQuery(allowed, in: scope, showing: examples)
            )
        case .members, .promisedMembers:
            .query(membersQuery(in: scope), withExamples: membersQuery(in: scope, showing: examples))
        }
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        var measured =
            switch demand {
            case .every(let step): judgePeriods(readings, step, in: scope)
            case .longestGap(let allowed): judgeGaps(readings, allowed, in: scope)
            case .members, .promisedMembers: judgeMembers(readings, in: scope)
            }
        guard measured.emptyReason == nil else { return measured }
        if let promise { measured.facts.append(Fact("expected by", promise.inWords(in: scope))) }
        if let calendar { measured.facts.append(Fact("rows are expected", calendar.inWords)) }
        return measured
    }

    func revealsSensitiveValues(in scope: RuleScope) -> Bool {
        if scope.isSensitive(column.value, of: dataset.value) { return true }
        return switch promise?.source {
        case .column(let column, let dataset, _): scope.isSensitive(column.value, of: dataset.value)
        // A query may read any table.
        case .query: scope.hasSensitiveColumns
        case nil: false
        }
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        switch demand {
        case .every(let step):
            Offenders(
                columns: ["period"],
                sql: "\(periods(step, in: scope))\n\(Self.missingPeriods)",
                datasets: [dataset.value]
            )
        case .longestGap(let allowed):
            Offenders(
                columns: ["gap_start", "gap_end", "length"],
                sql: "\(gaps(longerThan: allowed, in: scope))\n\(Self.longGaps)",
                datasets: [dataset.value]
            )
        case .members, .promisedMembers:
            Offenders(
                columns: [column.value],
                sql: "\(members(in: scope))\n\(missingMembers)",
                datasets: [dataset.value] + (promise?.references.map(\.dataset) ?? [])
            )
        }
    }

    /// Whether something says what is expected, beside the rows themselves.
    var judgesEmptiness: Bool {
        if case .members = demand { return true }
        return promise != nil || from != nil && to != nil
    }

    /// Whether the column holds instants; the members of another can be of any type.
    var isAboutTime: Bool {
        switch demand {
        case .every, .longestGap: true
        case .members, .promisedMembers: false
        }
    }

    /// The instants of the rows as a query with one column `at`.
    func instants(in scope: RuleScope) -> String {
        let at = scope.catalog.utc(column.value, of: dataset.value)
        return "SELECT \(at) AS at \(scope.rows(of: dataset.value, where: isPlaceable))"
    }

    /// The years that ISO 8601 writes with four digits. Beyond them, at the ends of PostgreSQL's own calendar, the next period
    /// cannot be told any more.
    var isPlaceable: String {
        let name = SQLText.column(column.value)
        return "\(name) >= '0001-01-01' AND \(name) < '10000-01-01'"
    }

    /// The last moment of what an author wrote as an end: a bare day means its whole day.
    static func end(of text: String) -> String {
        text.count == 10 ? text + " 23:59:59.999999" : text
    }

    /// An instant in SQL.
    static func timestamp(_ text: String) -> String {
        "TIMESTAMP \(SQLLiteral(text).sql)"
    }
}
