extension QuestionStanding {
    /// Whether each question's answer can be relied on, in the order of declaration; `nil` when there are no questions.
    public static func standings(of questions: [BusinessQuestion], _ results: [RuleResult]) -> [QuestionStanding]? {
        questions.isEmpty ? nil : questions.map { QuestionStanding(of: $0, results) }
    }

    /// Judges one question by the rules that it depends on.
    ///
    /// Not safe: a rule of severity error or critical fails, could not be measured, or is critical and only accepted by a
    /// waiver; or nothing was measured. With care: any other finding that is more than information, or a rule that was not
    /// measured. A waiver is a decision to live with a failure; it does not mend the data.
    public init(of question: BusinessQuestion, _ results: [RuleResult]) {
        let wanted = Set(question.dependsOn)
        let own = results.filter { wanted.contains($0.id) || $0.policy.map(wanted.contains) == true }
        let breaking = own.filter(\.breaksAnswers)
        let weakening = own.filter { !$0.breaksAnswers && $0.weakensAnswers }
        let isMeasured = own.contains { $0.status.isEvaluated }
        let answer = !breaking.isEmpty || !isMeasured ? "unsafe" : weakening.isEmpty ? "safe" : "care"
        let culprits = (breaking.isEmpty ? weakening : breaking).sorted { $0.status.rank < $1.status.rank }
        self.init(
            id: question.id,
            question: question.question,
            answer: answer,
            because: Self.reason(culprits, of: own, isMeasured: isMeasured),
            remedy: answer == "safe" ? nil : Self.remedy(breaking + weakening, isMeasured: isMeasured),
            rules: own.map(\.id),
            owner: question.owner
        )
    }

    /// The most findings that a reason names.
    private static let longestReason = 3

    private static func reason(_ culprits: [RuleResult], of own: [RuleResult], isMeasured: Bool) -> String {
        guard isMeasured else { return "none of the rules that it depends on was measured" }
        guard !culprits.isEmpty else {
            return own.count == 1
                ? "the rule that it depends on holds" : "all \(own.count) rules that it depends on hold"
        }
        let named = culprits.prefix(longestReason).map { "“\($0.title)” \($0.standing)" }
        let more = culprits.count - named.count
        return named.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    }

    private static func remedy(_ findings: [RuleResult], isMeasured: Bool) -> String? {
        guard isMeasured else { return "measure the rules that it depends on" }
        var said: [String] = []
        for finding in findings {
            let step =
                switch finding.status {
                case .notApplicable: "nothing to mend for “\(finding.title)”; it can be checked once there is such data"
                case .skipped: "run the rule “\(finding.title)”"
                case .error: finding.remediation ?? "measure “\(finding.title)”"
                case .pass, .warn, .fail, .waived: finding.remediation
                }
            if let step, !said.contains(step) { said.append(step) }
        }
        let steps = said.prefix(longestReason).map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
        return steps.isEmpty ? nil : steps.joined(separator: ". ")
    }
}

extension RuleResult {
    /// Whether an answer that depends on the rule cannot be relied on.
    fileprivate var breaksAnswers: Bool {
        switch status {
        case .fail, .error: severity >= .error
        case .waived: severity == .critical
        case .pass, .warn, .notApplicable, .skipped: false
        }
    }

    /// Whether an answer that depends on the rule needs care.
    fileprivate var weakensAnswers: Bool {
        switch status {
        case .warn: severity > .info
        case .fail, .error, .waived, .notApplicable, .skipped: true
        case .pass: false
        }
    }

    /// What happened to the rule, with its figures, as the end of a sentence.
    fileprivate var standing: String {
        var figures = ""
        if let population, let violations, violations > 0, violations <= population {
            figures = " for \(Wording.count(violations)) of \(Wording.count(population)) \(unit)"
        }
        return switch status {
        case .pass: "holds"
        case .warn: "does not fully hold\(figures)"
        case .fail: "does not hold\(figures)"
        case .waived: "does not hold\(figures), which is accepted for now"
        case .error: "could not be checked"
        case .notApplicable: "had nothing to check"
        case .skipped: "was not run"
        }
    }
}
