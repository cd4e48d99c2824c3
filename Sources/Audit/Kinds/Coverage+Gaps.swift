import AuditModel

// Gaps: time between neighbouring rows.

extension Coverage {
    /// The common part of the queries: `gaps` with the columns `gap_start` and `gap_end`, and `long` with those of them that
    /// are longer than allowed and whether they still are when only the calendar's hours count.
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
            ), long AS (
                SELECT gap_start, gap_end, \(isTooLong(limit)) AS is_too_long
                FROM gaps WHERE gap_end - gap_start > \(limit)
            )
            """
    }

    private func isTooLong(_ limit: String) -> String {
        guard let calendar else { return "true" }
        return """
            coalesce((
                SELECT sum(upper(part) - lower(part)) > \(limit)
                FROM unnest((
                    SELECT range_agg(tsrange(opens, closes))
                    FROM (\(calendar.spans(from: "gap_start", to: "gap_end"))) AS spans WHERE opens < closes
                ) * tsmultirange(tsrange(gap_start, gap_end))) AS part
            ), false)
            """
    }

    /// The gaps that break the rule, for examples.
    static let longGaps = "SELECT gap_start, gap_end, gap_end - gap_start AS length FROM long WHERE is_too_long"

    func gapsQuery(_ allowed: TimeStep, in scope: RuleScope, showing examples: ExampleDemand? = nil) -> String {
        let shown = examples.map { ",\n       \($0.list(from: "(\(Self.longGaps)) AS long_gaps")) AS examples" } ?? ""
        return """
            \(gaps(longerThan: allowed, in: scope)), longest AS (
                SELECT gap_start, gap_end FROM gaps
                WHERE gap_end IS NOT NULL ORDER BY gap_end - gap_start DESC, gap_start LIMIT 1
            )
            SELECT count(gap_end) AS population,
                   (SELECT count(*) FROM long WHERE is_too_long) AS violations,
                   (SELECT floor(extract(epoch FROM gap_end - gap_start) * 1000)::bigint FROM longest) AS longest_milliseconds,
                   (SELECT gap_start FROM longest) AS longest_start,
                   (SELECT gap_end FROM longest) AS longest_end\(shown)
            FROM gaps
            """
    }

    func judgeGaps(_ readings: Readings, _ allowed: TimeStep, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        let population = readings.count("population")
        let violations = readings.count("violations")
        guard population > 0, let start = readings["longest_start"], let end = readings["longest_end"] else {
            return .nothing("there are fewer than two \(nouns), so there is no gap to look at", unit: "gaps")
        }
        let length = Wording.duration(milliseconds: readings.count("longest_milliseconds"))
        let longest = "the longest is \(length), from \(start) to \(end) UTC"
        let limit = allowed.interval + (calendar == nil ? "" : " of the expected hours")
        let sentence =
            violations > 0
            ? "\(Wording.count(violations)) of \(Wording.count(population)) gaps between neighbouring \(nouns) "
                + "\(violations == 1 ? "is" : "are") longer than \(limit); \(longest)"
            : "no gap between neighbouring \(nouns) is longer than \(limit); \(longest)"
        return Measured(
            population: population,
            violations: violations,
            unit: "gaps",
            sentence: sentence,
            facts: [Fact("longest gap", length), Fact("it begins", "\(start) UTC"), Fact("it ends", "\(end) UTC")]
        )
    }
}
