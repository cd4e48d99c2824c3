/// Where the line between passing and failing data is drawn.
public enum GateThreshold: String, Codable, Sendable, CaseIterable {
    /// Only failures of critical rules fail the gate.
    case critical
    /// Failures of rules of severity error and critical fail the gate.
    case error
    /// Every failure and every warning fails the gate, unless its severity is info.
    case warn
    /// Nothing that was measured fails the gate.
    case never
}

extension GateVerdict {
    /// Judges the results of an audit.
    ///
    /// A rule without a verdict outranks every failure (exit code 3); an audit that judged no rule never passes.
    public init(results: [RuleResult], failOn threshold: GateThreshold, incomplete: Bool = false) {
        self.init(status: .pass, exitCode: 0, failOn: threshold.rawValue, reason: "")
        let failing = results.filter { Self.fails($0, threshold) }
        let errors = results.filter { $0.status == .error }
        if incomplete {
            self = verdict(.error, 130, "the audit was interrupted")
        } else if !errors.isEmpty {
            self = verdict(
                .error,
                3,
                "\(Wording.count(errors.count, "rule")) could not be measured: \(Self.names(errors))"
            )
        } else if !results.contains(where: \.status.isEvaluated) {
            self = verdict(.error, 3, "no rule had anything to look at, so nothing was evaluated")
        } else if !failing.isEmpty {
            self = verdict(.fail, 1, "\(Wording.count(failing.count, "rule")) failed: \(Self.names(failing))")
        } else {
            let warnings = results.count { $0.status == .warn }
            let waived = results.count { $0.status == .waived }
            let notes = [(warnings, "warning"), (waived, "live waiver")].filter { $0.0 > 0 }
                .map { Wording.count($0.0, $0.1) }
            let failures = results.count { $0.status == .fail }
            let failed =
                failures == 0
                ? "no rule failed" : "none of the failures (\(Wording.count(failures, "rule"))) counts for this gate"
            reason = ([failed] + notes).joined(separator: ", ")
        }
    }

    private func verdict(_ status: Status, _ code: Int, _ reason: String) -> GateVerdict {
        GateVerdict(status: status, exitCode: code, failOn: failOn, reason: reason)
    }

    private static func fails(_ result: RuleResult, _ threshold: GateThreshold) -> Bool {
        switch threshold {
        case .never: false
        case .critical: result.status == .fail && result.severity == .critical
        case .error: result.status == .fail && result.severity >= .error
        case .warn: (result.status == .fail || result.status == .warn) && result.severity > .info
        }
    }

    private static func names(_ results: [RuleResult]) -> String {
        let shown = results.prefix(5).map(\.id).joined(separator: ", ")
        return results.count > 5 ? "\(shown) and \(results.count - 5) more" : shown
    }
}
