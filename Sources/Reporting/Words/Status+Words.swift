import AuditModel

extension Status {
    /// What happened, as the end of a sentence about a rule: "holds", "could not be checked".
    var word: String {
        switch self {
        case .pass: "holds"
        case .warn: "warns"
        case .fail: "fails"
        case .error: "could not be checked"
        case .notApplicable: "nothing to check"
        case .waived: "accepted for now"
        case .skipped: "not run"
        }
    }

    /// What happened to a number of rules that stands before it: `1 fails`, `2 fail`.
    func word(of count: Int) -> String {
        switch self {
        case .pass where count != 1: "hold"
        case .warn where count != 1: "warn"
        case .fail where count != 1: "fail"
        default: word
        }
    }

    /// What the word means, one sentence.
    var meaning: String {
        switch self {
        case .pass: "The data keeps the rule, or breaks it no more often than the rule allows."
        case .warn: "The data breaks the rule more often than it should; look into it before it gets worse."
        case .fail: "The data breaks the rule more often than can be tolerated; somebody has to act."
        case .error: "The check itself did not work, so nobody knows whether the data keeps the rule."
        case .notApplicable: "There was no data that the rule could look at. That is not the same as holding."
        case .waived: "The rule fails, and a named person decided to live with that until a certain day."
        case .skipped: "The rule is switched off or was left out of this audit."
        }
    }

    /// What happened to the rule or policy that stands before it in quotation marks: “…” fails, “…” is broken.
    func predicate(ofPolicy isPolicy: Bool) -> String {
        switch self {
        case .fail where isPolicy: "is broken"
        case .warn where isPolicy: "is not fully kept"
        case .waived: "is accepted for now"
        case .notApplicable: "had nothing to check"
        case .skipped: "was not run"
        case .pass, .warn, .fail, .error: word
        }
    }

    /// What the worst status of its rules says about a policy.
    var policyWord: String {
        switch self {
        case .pass: "kept"
        case .warn: "not fully kept"
        case .fail: "broken"
        case .error: "not known"
        case .notApplicable: "nothing to check"
        case .waived: "broken, accepted for now"
        case .skipped: "not checked"
        }
    }
}

extension RuleResult {
    /// The status with what qualifies it: exceptions inside the limits, or the day on which a waiver ends.
    var outcome: String {
        if tolerated { return "holds, with exceptions" }
        if status == .waived, let waiver { return "accepted until \(waiver.expires)" }
        return status.word
    }
}
