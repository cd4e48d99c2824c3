import AuditModel
import Postgres

/// Until when what is done for a rule may go on: its `timeout` less what it has taken already.
struct TimeLimit: Sendable {
    /// The whole of it, as the rule declares it.
    let timeout: Duration
    /// When it is used up.
    let end: ContinuousClock.Instant
    /// How long the audit lets any statement take; `nil` for as long as it wants.
    let longestStatement: Duration?

    /// Begins now.
    init(timeout: Duration, spent: Duration, longestStatement: Duration?) {
        self.timeout = timeout
        self.end = ContinuousClock.now + (timeout - spent)
        self.longestStatement = longestStatement
    }

    /// How long the next statement may take, as the server's settings take it.
    ///
    /// - Throws: ``RuleTimeout`` when nothing is left.
    func nextStatement() throws -> String {
        let left = end - ContinuousClock.now
        guard left > .zero else { throw RuleTimeout(timeout: timeout, wasAtWork: false) }
        return AuditOptions.milliseconds(min(left, longestStatement ?? left))
    }

    /// The error, or that the limit was passed where that is what the server ended a statement for.
    func explained(_ error: any Error) -> any Error {
        // The server counts whole milliseconds, and may be done with them a moment before.
        let isOver = ContinuousClock.now + .milliseconds(2) >= end
        guard isOver, (error as? PostgresError)?.sqlState == .queryCanceled else { return error }
        return RuleTimeout(timeout: timeout, wasAtWork: true)
    }
}

/// What is done for a rule takes longer than its `timeout`.
struct RuleTimeout: Error, CustomStringConvertible {
    /// The limit.
    var timeout: Duration
    /// Whether a statement was ended; otherwise there was no time left to begin one.
    var wasAtWork: Bool

    var description: String {
        "not done within the rule's timeout of \(Wording.duration(milliseconds: Int(timeout / .milliseconds(1))))"
    }
}

extension AuditRun {
    /// What is left for something that is done for some rules at once; `nil` where none of them has a limit.
    func limit(of indices: [Int]) -> TimeLimit? {
        indices.compactMap { index in
            rules.rules[index].timeout.map {
                TimeLimit(timeout: $0, spent: spent[index] ?? .zero, longestStatement: options.statementTimeout)
            }
        }.min { $0.end < $1.end }
    }

    /// Takes what was done off what is left. What fails for several rules counts for none: one of them is the guilty one.
    mutating func charge(_ time: Duration, to indices: [Int], isDone: Bool) {
        guard isDone || indices.count == 1 else { return }
        for index in indices where rules.rules[index].timeout != nil { spent[index, default: .zero] += time }
    }
}
