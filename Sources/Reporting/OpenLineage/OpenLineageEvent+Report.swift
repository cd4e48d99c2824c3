import AuditModel
import Foundation

extension OpenLineageEvent {
    /// Takes what a report says of tables; rules over free SQL name no table and are left out.
    init(of report: AuditReport) {
        let producer = "urn:\(Self.part(report.tool.name)):\(Self.part(report.tool.version))"
        let results = Dictionary(grouping: report.results.filter(\.status.isEvaluated)) { $0.dataset ?? "" }
        let profiles = Dictionary(report.tables.map { ($0.dataset, $0) }) { first, _ in first }
        let datasets = Set(results.keys).union(profiles.keys).subtracting([""]).sorted()
        self.init(
            eventType: report.run.incomplete ? "ABORT" : "COMPLETE",
            eventTime: report.run.finishedAt,
            producer: producer,
            run: OpenLineageRun(runId: report.run.id),
            job: OpenLineageJob(namespace: report.tool.name, name: report.audit.name.onOneLine),
            inputs: datasets.map { dataset in
                OpenLineageInput(
                    namespace: "postgres",
                    name: "\(report.run.database).\(dataset)".onOneLine,
                    inputFacets: OpenLineageFacets(
                        dataQualityAssertions: results[dataset].map {
                            OpenLineageAssertions(producer: producer, assertions: $0.map(OpenLineageAssertion.init))
                        },
                        dataQualityMetrics: profiles[dataset].map { OpenLineageMetrics(of: $0, producer: producer) }
                    )
                )
            }
        )
    }

    /// A text as part of a URN.
    private static func part(_ text: String) -> String {
        text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
    }
}

extension OpenLineageAssertion {
    /// Takes a verdict. Status is not severity: a warning and a failure that is accepted for now do not hold either.
    init(of result: RuleResult) {
        self.init(
            assertion: result.kind.onOneLine,
            success: result.status == .pass,
            column: result.columns.count == 1 ? result.columns.first : nil,
            severity: result.alarm == .error ? "error" : "warn",
            name: result.id,
            description: result.title.onOneLine,
            expected: Self.limits(of: result.condition),
            actual: result.value ?? result.violations.map(String.init)
        )
    }

    private static func limits(of condition: ConditionTexts) -> String? {
        let limits = [
            ("fail_if", condition.failIf), ("warn_if", condition.warnIf), ("ratchet", condition.ratchet),
        ]
        let written = limits.compactMap { key, limit in limit.map { "\(key): \($0)" } }
        return written.isEmpty ? nil : written.joined(separator: "; ").onOneLine
    }
}

extension OpenLineageMetrics {
    /// Takes a profile.
    init(of profile: TableProfile, producer: String) {
        let columns = profile.columns.map { column in
            let figures = OpenLineageColumn(
                nullCount: column.nulls,
                count: column.nulls.map { profile.rows - $0 },
                min: Self.number(column.minimum),
                max: Self.number(column.maximum)
            )
            return (column.name, figures)
        }
        self.init(
            producer: producer,
            rowCount: profile.rows,
            columnMetrics: Dictionary(columns) { first, _ in first }
        )
    }

    /// A number as PostgreSQL writes it; times, which begin with a number too, are none.
    private static func number(_ text: String?) -> Decimal? {
        guard let text, text.count <= 30, text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) != nil else { return nil }
        return Decimal(string: text)
    }
}
