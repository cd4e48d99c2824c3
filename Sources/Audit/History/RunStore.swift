public import AuditModel

/// Keeps runs.
public protocol RunStore: Sendable {
    /// What the reports call it: `database` or `files`.
    var name: String { get }

    /// The latest runs over a subject, newest first; of every subject without one.
    ///
    /// - Throws: whatever keeps the store from being read.
    func runs(of subject: RunSubject?, last count: Int) async throws -> [RunRecord]

    /// Keeps a run, as a whole or not at all, and lets go of runs that are too old.
    ///
    /// - Throws: whatever keeps the store from being written.
    func keep(_ run: RunRecord) async throws
}

/// How long runs are kept.
public enum Retention {
    /// How many runs over one subject files keep.
    public static let files = 200
    /// How many runs over one subject a database keeps.
    public static let database = 2_000
}

/// The values that some earlier runs measured.
public struct PastRuns: MetricHistory {
    private let runs: [RunRecord]

    /// Creates a history of runs, newest first.
    public init(_ runs: [RunRecord]) {
        self.runs = runs
    }

    /// The values that the latest runs measured for a rule, newest first.
    public func values(ofRule id: String, last count: Int) -> [ExactDecimal] {
        let values = runs.lazy.compactMap { $0.entry(of: id)?.value }.compactMap { ExactDecimal(measured: $0) }
        return Array(values.prefix(count))
    }
}
