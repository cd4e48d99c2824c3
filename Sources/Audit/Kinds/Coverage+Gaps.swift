import AuditModel

// Gaps: time between neighbouring rows.

extension Coverage {
    /// The common part of the queries: `gaps` with the columns `gap_start` and `gap_end`, and `too_long` with those of them
    /// that are longer than allowed, of which `counted` says how much: of a calendar only its hours count.
    func gaps(longerThan allowed: TimeStep, in scope: RuleScope) -> String {
        let first = from.map { "\n    UNION ALL SELECT \(Self.timestamp($0))" } ?? ""
        let last = to.map { "\n    UNION ALL SELECT \(Self.timestamp(Self.end(of: $0)))" } ?? ""
        let condition = [
            from.map { "at >= \(Self.timestamp($0))" }, to.map { "at <= \(Self.timestamp(Self.end(of: $0)))" },
        ].compactMap(\.self).joined(separator: " AND ")
        let limit = "INTERVAL '\(allowed.interval)'"
        return """
            WITH instants AS (
                SELECT at FROM (\(instants(in: scope))) AS all_rows\(condition.isEmpty ? "" : " WHERE \(condition)")\(first)\(last)
            ), gaps AS MATERIALIZED (
                SELECT at AS gap_start, lead(at) OVER (ORDER BY at) AS gap_end FROM instants
            ), long AS MATERIALIZED (
                SELECT gap_start, gap_end, \(countedLength) AS counted FROM gaps WHERE gap_end - gap_start > \(limit)
            ), too_long AS (
                SELECT gap_start, gap_end, counted FROM long WHERE counted > \(limit)
            )
            """
    }

    /// How long a gap is when only the calendar's hours count.
    private var countedLength: String {
        guard let calendar else { return "gap_end - gap_start" }
        return """
            coalesce((
                SELECT sum(upper(part) - lower(part))
                FROM unnest((
                    SELECT range_agg(tsrange(opens, closes))
                    FROM (\(calendar.spans(from: "gap_start", to: "gap_end"))) AS spans WHERE opens < closes
                ) * tsmultirange(tsrange(gap_start, gap_end))) AS part
            ), INTERVAL '0')
            """
    }

    /// Where the longest gap is found. With a calendar that is among those that are too long: what others come to is not
    /// computed.
    var longestSource: String {
        calendar == nil ? "(SELECT *, gap_end - gap_start AS counted FROM gaps) AS gaps" : "too_long"
    }

    /// The gaps that break the rule, for examples.
    static let longGaps = "SELECT gap_start, gap_end, counted AS length FROM too_long"

    func gapsQuery(_ allowed: TimeStep, in scope: RuleScope, showing examples: ExampleDemand? = nil) -> String {
        let shown = examples.map { ",\n       \($0.list(from: "(\(Self.longGaps)) AS long_gaps")) AS examples" } ?? ""
        return """
            \(gaps(longerThan: allowed, in: scope)), longest AS (
                SELECT gap_start, gap_end, counted FROM \(longestSource)
                WHERE gap_end IS NOT NULL ORDER BY counted DESC, gap_start LIMIT 1
            )
            SELECT count(gap_end) AS population,
                   (SELECT count(*) FROM too_long) AS violations,
                   (SELECT floor(extract(epoch FROM counted) * 1000)::bigint FROM longest) AS longest_milliseconds,
                   (SELECT gap_start FROM longest) AS longest_start,
                   (SELECT gap_end FROM longest) AS longest_end\(shown)
            FROM gaps
            """
    }

    func judgeGaps(_ readings: Readings, _ allowed: TimeStep, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        let population = readings.count("population")
        let violations = readings.count("violations")
        guard population > 0 else {
            return .nothing("there are fewer than two \(nouns), so there is no gap to look at", unit: "gaps")
        }
        let unit = calendar == nil ? "" : " of the expected hours"
        let limit = allowed.interval + unit
        var longest = ""
        var facts: [Fact] = []
        if let start = readings["longest_start"], let end = readings["longest_end"] {
            let length = Wording.duration(milliseconds: readings.count("longest_milliseconds"))
            longest = "; the longest is \(length)\(unit), from \(start) to \(end) UTC"
            facts = [
                Fact("longest gap", length + unit), Fact("it begins", "\(start) UTC"), Fact("it ends", "\(end) UTC"),
            ]
        }
        let sentence =
            violations > 0
            ? "\(Wording.count(violations)) of \(Wording.count(population)) gaps between neighbouring \(nouns) "
                + "\(violations == 1 ? "is" : "are") longer than \(limit)\(longest)"
            : "no gap between neighbouring \(nouns) is longer than \(limit)\(longest)"
        return Measured(
            population: population,
            violations: violations,
            unit: "gaps",
            sentence: sentence,
            facts: facts
        )
    }
}
