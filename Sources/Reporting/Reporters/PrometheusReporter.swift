public import AuditModel
public import Foundation

/// The figures in Prometheus' text format, for the textfile collector of the node exporter or a push gateway.
public struct PrometheusReporter: Reporter {
    /// The name on the command line.
    public static let name = "prometheus"
    /// How a file of the format ends.
    public static let fileExtension = "prom"
    /// What the format is for.
    public static let summary = "figures for Prometheus' textfile collector"

    /// Creates the reporter.
    public init() {}

    /// Appends one block for each metric.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let audit = ("audit", report.audit.name)
        var text = ""
        for metric in Self.totals(of: report) + Self.figures(of: report) {
            text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) gauge\n"
            for sample in metric.samples {
                let labels = ([audit] + sample.labels).map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
                text += "\(metric.name){\(labels.joined(separator: ","))} \(sample.value)\n"
            }
        }
        output.append(contentsOf: text.utf8)
    }

    /// One metric with its samples.
    private struct Metric {
        /// The name, which ends with the unit.
        let name: String
        /// What it says, on one line.
        let help: String
        /// The samples, in the order of the report.
        let samples: [(labels: [(String, String)], value: String)]
    }

    /// What is known of the audit as a whole.
    private static func totals(of report: AuditReport) -> [Metric] {
        var metrics = [
            Metric(
                name: "plumb_gate_passed",
                help: "Whether the gate lets the data pass.",
                samples: [([], report.gate.status == .pass ? "1" : "0")]
            ),
            Metric(
                name: "plumb_gate_exit_code",
                help: "The exit code of the audit: 0 passed, 1 failed, 3 not complete, 130 interrupted.",
                samples: [([], String(report.gate.exitCode))]
            ),
            Metric(
                name: "plumb_audit_duration_seconds",
                help: "How long the audit took.",
                samples: [([], seconds(report.run.durationMilliseconds))]
            ),
            Metric(
                name: "plumb_rules",
                help: "How many rules have a status.",
                samples: Status.allCases.map { status in
                    ([("status", status.rawValue)], String(report.results.count { $0.status == status }))
                }
            ),
        ]
        if let finished = milliseconds(of: report.run.finishedAt) {
            let help = "When the audit ended."
            let sample = ([(String, String)](), seconds(finished))
            metrics.append(Metric(name: "plumb_audit_finished_timestamp_seconds", help: help, samples: [sample]))
        }
        return metrics
    }

    /// What is known of dimensions and rules. A status is told as one sample for each status, one of them 1.
    private static func figures(of report: AuditReport) -> [Metric] {
        let labelled = report.results.map { ($0, labels(of: $0)) }
        let metrics = [
            Metric(
                name: "plumb_dimension_score_ratio",
                help: "The share of what was looked at that is as it should be, 0 to 1.",
                samples: report.dimensions.compactMap { score in
                    guard score.population > 0 else { return nil }
                    let share = Double(score.population - score.violations) / Double(score.population)
                    return ([("dimension", score.dimension.rawValue)], String(share))
                }
            ),
            Metric(
                name: "plumb_rule_status",
                help: "1 for the status that the rule has, 0 for the others.",
                samples: labelled.flatMap { result, labels in
                    Status.allCases.map { (labels + [("status", $0.rawValue)], $0 == result.status ? "1" : "0") }
                }
            ),
            Metric(
                name: "plumb_rule_population",
                help: "How many things the rule looked at, in the unit of the rule.",
                samples: labelled.compactMap { result, labels in result.population.map { (labels, String($0)) } }
            ),
            Metric(
                name: "plumb_rule_violations",
                help: "How many of them break the rule.",
                samples: labelled.compactMap { result, labels in result.violations.map { (labels, String($0)) } }
            ),
            Metric(
                name: "plumb_rule_value",
                help: "The number that the rule holds against its limits, such as an average or an age in seconds.",
                samples: labelled.compactMap { result, labels in
                    result.value.flatMap { ExactDecimal(measured: $0) }.map { (labels, $0.description) }
                }
            ),
        ]
        return metrics.filter { !$0.samples.isEmpty }
    }

    private static func labels(of result: RuleResult) -> [(String, String)] {
        [
            ("rule", result.id), ("dataset", result.dataset ?? ""), ("dimension", result.dimension.rawValue),
            ("severity", result.severity.rawValue), ("owner", result.owner ?? ""), ("policy", result.policy ?? ""),
        ]
    }

    private static func escaped(_ text: String) -> String {
        text.onOneLine.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let fraction = String(1_000 + milliseconds % 1_000).dropFirst()
        return "\(milliseconds / 1_000).\(fraction)"
    }

    private static func milliseconds(of instant: String) -> Int? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = try? Date(instant, strategy: style), date.timeIntervalSince1970 >= 0 else { return nil }
        return Int((date.timeIntervalSince1970 * 1_000).rounded())
    }
}
