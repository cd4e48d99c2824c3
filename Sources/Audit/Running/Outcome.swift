import AuditModel

/// What became of one rule during an audit.
enum Outcome {
    /// It was switched off or not selected, for a reason.
    case skipped(reason: String)
    /// It could not be measured, for a reason.
    case error(reason: String)
    /// It was measured by a statement and judged.
    case judged(Measured, Judgement, Samples?)
}
