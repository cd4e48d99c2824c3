import AuditModel

/// What became of one rule during an audit.
enum Outcome {
    /// It was switched off or not selected, for a reason.
    case skipped(reason: String)
    /// It could not be measured, for a reason.
    case error(reason: String)
    /// A constraint makes sure that it holds; nothing was read.
    case proved(Proof)
    /// It was measured and judged; with rows that break it and a closer look, where there are any.
    case judged(Measured, Judgement, Samples?, CloserLook?)
}
