public import AuditModel

/// The values that earlier runs measured, for rules that are held against their own past.
///
/// A store of runs implements it; the run that is going on must not be among them, since a value is never part of its
/// own baseline.
public protocol MetricHistory: Sendable {
    /// The values that the latest runs measured for a rule, newest first, at most `count`.
    ///
    /// - Throws: whatever keeps the store from being read.
    func values(ofRule id: String, last count: Int) async throws -> [ExactDecimal]
}
