public import AuditModel
public import Postgres

/// A kind that, once a rule has been judged, looks closer with further queries in the same snapshot: why rows cannot be
/// linked, which days are empty.
///
/// The verdict does not depend on it: when a closer look fails, the verdict stands and the report says what is missing.
public protocol LooksCloser: RuleKind {
    /// Looks closer at what was measured; `nil` when there is nothing more to say.
    ///
    /// - Parameters:
    ///   - measured: what the rule's readings mean.
    ///   - readings: what was measured, with what the statement read beside.
    ///   - status: what became of the rule.
    /// - Throws: `PostgresError`.
    func closerLook(
        at measured: Measured,
        _ readings: Readings,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook?
}

/// A kind whose closer look can be divided, so that several connections are at work on it at once.
///
/// ``LooksCloser/closerLook(at:_:status:in:reading:)`` does the same over one.
public protocol LooksCloserInParts: LooksCloser {
    /// What is found in a part.
    associatedtype Part: Sendable

    /// Whether this rule's closer look can be divided.
    var isDivisible: Bool { get }

    /// Looks at a part of what was measured.
    ///
    /// - Throws: `PostgresError`.
    func part(_ index: Int, of count: Int, in scope: RuleScope, reading snapshot: SnapshotReader) async throws -> Part

    /// Says what all parts tell together; `nil` when there is nothing more to say.
    ///
    /// - Throws: `PostgresError`.
    func closerLook(
        at measured: Measured,
        joining parts: [Part],
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook?
}

/// A kind whose figures take several statements, each built on what the one before has read.
///
/// ``RuleKind/measurement(in:)`` is then the statement that the report shows, not one that is run.
public protocol MeasuresInSteps: RuleKind {
    /// Reads what ``RuleKind/judge(_:in:)`` needs, and what the report shows beside it.
    ///
    /// - Throws: `PostgresError`.
    func measure(in scope: RuleScope, reading snapshot: SnapshotReader) async throws -> (Readings, CloserLook?)

    /// What the rule asks, as a text that is the same as long as that is the same, whatever the data are like.
    func question(in scope: RuleScope) -> String
}

/// What a closer look has found, to stand in the rule's result.
public struct CloserLook: Sendable {
    /// Why rows cannot be linked.
    public var diagnosis: LinkageDiagnosis?
    /// Which rows are the same entity.
    public var entities: EntityResolution?
    /// How a state changes over time.
    public var timeline: StateTimeline?
    /// When rows happened.
    public var activity: ActivityCalendar?
    /// Further facts, shown behind those of the verdict.
    public var facts: [Fact] = []
    /// The rows that break the rule, where what they are came out of several steps.
    public var offenders: Offenders?
    /// A statement that finds the rule's figures again, where no single one measured them.
    public var query: String?

    /// Creates a look that has found nothing yet.
    public init() {}
}

/// Reads from the snapshot of an audit, in which all figures are of the same moment and nothing can be written.
public struct SnapshotReader: Sendable {
    private let session: SnapshotSession

    /// Creates a reader over a connection whose transaction holds the snapshot.
    init(_ session: SnapshotSession) {
        self.session = session
    }

    /// Runs one query; its text must be complete, with every value quoted.
    ///
    /// - Throws: `PostgresError`, or ``RuleTimeout`` when the rule has no time left, after which the snapshot takes no
    ///   further query until the audit has recovered.
    public func rows(_ sql: String) async throws -> Rows {
        try await session.query(SQL(raw: sql))
    }
}
