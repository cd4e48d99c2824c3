public import AuditModel
public import Foundation

/// The verdict and the findings as a short table for a terminal.
///
/// Width and colour are options and not looked up, so that the output depends on nothing else.
public struct TerminalReporter: Reporter {
    /// The name on the command line.
    public static let name = "terminal"
    /// How a file of the format ends.
    public static let fileExtension = "txt"
    /// What the format is for.
    public static let summary = "verdict and findings as a short table"

    /// How many columns a line may take; at least 40.
    public var width: Int
    /// Whether to colour with ANSI escape sequences.
    public var usesColour: Bool

    /// Creates a reporter for 80 columns without colour.
    public init() {
        self.init(width: 80, usesColour: false)
    }

    /// Creates a reporter for a terminal.
    public init(width: Int, usesColour: Bool) {
        self.width = max(40, width)
        self.usesColour = usesColour
    }

    /// Appends the lines, each ended by a line feed.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let findings = report.findingsByUrgency
        var lines = headline(of: report)
        if !findings.isEmpty {
            lines += [""] + table(of: findings) + nextSteps(of: findings)
        }
        output.append(contentsOf: lines.map { $0 + "\n" }.joined().utf8)
    }

    private func headline(of report: AuditReport) -> [String] {
        let colour: Colour =
            switch report.gate.status {
            case .pass: .green
            case .fail: .red
            default: .magenta
            }
        let headline = "\(report.audit.name): \(report.verdict)"
        return [painted(TerminalText(headline).truncated(to: width), .bold, colour)] + wrapped(report.tally)
    }

    /// Two lines a finding: what the rule asks with the figures, then its identifier or why it could not be checked.
    private func table(of findings: [RuleResult]) -> [String] {
        let figures = (["broken"] + findings.map(\.shortFigures)).map { TerminalText($0).width }.max() ?? 0
        let status = 8
        let severity = 10
        let title = max(8, width - status - severity - figures - 1)
        func line(
            _ cells: (status: String, severity: String, title: String, figures: String),
            _ colour: Colour?
        )
            -> String
        {
            let first = TerminalText(cells.status).fitted(to: status)
            let figures = TerminalText(cells.figures).fitted(to: figures, alignedRight: true)
            return painted(first, colour) + TerminalText(cells.severity).fitted(to: severity)
                + TerminalText(cells.title).fitted(to: title) + " " + figures
        }
        let rows = findings.flatMap { finding in
            let note = finding.status == .error ? "\(finding.id): \(finding.message)" : finding.id
            return [
                line(
                    (finding.status.label, finding.severity.rawValue, finding.title, finding.shortFigures),
                    finding.status.colour
                ),
                String(repeating: " ", count: status)
                    + painted(TerminalText(note).truncated(to: width - status), .dim),
            ]
        }
        return [painted(line(("status", "severity", "rule", "broken"), nil), .bold)] + rows
    }

    /// For the worst findings one line with the cause, where it is known, and what to do.
    private func nextSteps(of findings: [RuleResult]) -> [String] {
        let worst = findings.filter { $0.status == .fail || $0.status == .error }.prefix(3).compactMap { finding in
            let cause = finding.diagnosis?.causesByRows.first.map { "\($0.title) (\(Wording.count($0.rows)))" }
            let gain = finding.gain.map { "brings \($0.figure)" }
            let parts = [cause, gain, finding.remediation.map { "next: \($0)" }].compactMap(\.self)
            return parts.isEmpty ? nil : "\(finding.id): \(parts.joined(separator: "; "))"
        }
        guard !worst.isEmpty else { return [] }
        return ["", painted("what to do", .bold)] + worst.map { TerminalText($0).truncated(to: width) }
    }

    /// Breaks our own sentences between words.
    private func wrapped(_ sentence: String) -> [String] {
        var lines: [String] = []
        for word in sentence.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private func painted(_ text: String, _ colours: Colour?...) -> String {
        let codes = colours.compactMap { $0?.rawValue }.joined(separator: ";")
        return usesColour && !codes.isEmpty ? "\u{1B}[\(codes)m\(text)\u{1B}[0m" : text
    }

    /// ANSI SGR codes (ECMA-48).
    fileprivate enum Colour: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case magenta = "35"
        case cyan = "36"
    }
}

extension RuleResult {
    /// `6,819 of 6,820`, just `6` of a free query without a population, or a dash when nothing was measured.
    fileprivate var shortFigures: String {
        guard let population, let violations else { return "-" }
        guard violations <= population else { return Wording.count(violations) }
        return "\(Wording.count(violations)) of \(Wording.count(population))"
    }
}

extension Status {
    fileprivate var label: String { rawValue.replacing("_", with: " ") }

    fileprivate var colour: TerminalReporter.Colour? {
        switch self {
        case .fail: .red
        case .warn: .yellow
        case .error: .magenta
        case .waived: .cyan
        case .pass: .green
        case .notApplicable, .skipped: nil
        }
    }
}
