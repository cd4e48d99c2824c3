import AuditModel
import Foundation
import Testing

@Suite("The figures for Prometheus")
struct PrometheusReporterTests {
    @Test(
        "Every line is help, type or a sample of the metric above it, and no sample stands twice",
        arguments: Fixture.all
    )
    func format(fixture: Fixture) throws {
        let sample = /([a-z_]+)\{([a-z]+="([^"\\]|\\["\\])*",?)+\} -?\d+(\.\d+)?(e-?\d+)?/
        var metric = ""
        var series: Set<Substring> = []
        for line in try Rendered.lines(of: fixture.report, as: "prometheus") {
            if let help = line.wholeMatch(of: /# HELP ([a-z_]+) .+/) {
                #expect(metric != help.1)
                metric = String(help.1)
            } else if line.hasPrefix("# TYPE") {
                #expect(line == "# TYPE \(metric) gauge")
            } else {
                let match = try #require(line.wholeMatch(of: sample), "\(line)")
                #expect(match.1 == metric)
                let name = try #require(line.range(of: "} ", options: .backwards)).lowerBound
                #expect(series.insert(line[..<name]).inserted, "\(line)")
            }
        }
    }

    @Test("Figures and status of a rule are told")
    func values() throws {
        let lines = try Rendered.lines(of: Fixture.sparkify.report, as: "prometheus")
        func value(_ metric: String, _ label: String) -> String? {
            lines.first { $0.hasPrefix(metric + "{") && $0.contains(label) }.flatMap { $0.split(separator: " ").last }
                .map(String.init)
        }
        #expect(value("plumb_rule_violations", #"rule="songplays.artist.linked""#) == "6819")
        #expect(value("plumb_rule_population", #"rule="songplays.artist.linked""#) == "6820")
        #expect(value("plumb_gate_exit_code", "sparkify") == "1")
        #expect(value("plumb_audit_duration_seconds", "sparkify") == "0.734")
        #expect(value("plumb_rules", #"status="fail""#) == "2")
    }

    @Test("The number of a rule that measures one is told, and nothing where its text is none")
    func number() throws {
        var report = Fixture.sparkify.report
        report.results[0].value = "-247.083"
        report.results[1].value = "no number"
        let lines = try Rendered.lines(of: report, as: "prometheus").filter { $0.hasPrefix("plumb_rule_value{") }
        let rule = report.results[0].id
        #expect(lines.count == 1 && lines[0].contains("rule=\"\(rule)\"") && lines[0].hasSuffix(" -247.083"))
    }
}
