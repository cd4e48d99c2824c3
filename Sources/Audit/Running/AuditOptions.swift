public import AuditModel
public import Foundation

/// How an audit is run.
public struct AuditOptions: Sendable {
    /// The program and version that stand in the report.
    public var tool: Tool
    /// Where the gate draws its line.
    public var failOn: GateThreshold
    /// The instant that counts as now for freshness and waivers; `nil` for the server's clock at the snapshot.
    public var asOf: Date?
    /// What to measure, in the words of ``RuleSelection``; empty for every rule.
    public var selection: [String]
    /// Where the figures of earlier runs are kept, for rules that are held against them; `nil` when nothing is kept.
    public var metricHistory: (any MetricHistory)?
    /// The figures that rules with a ratchet are held against.
    public var baseline: Baseline?
    /// Whether the report describes the audited tables, which reads each once more.
    public var profilesTables: Bool
    /// How long one query may take; `nil` for as long as the server lets it.
    public var statementTimeout: Duration?
    /// How long a query may wait for a lock; `nil` for as long as the server lets it.
    public var lockTimeout: Duration?
    /// The memory for one sort or hash table on the server, as `work_mem` takes it; `nil` for a share of what
    /// the server keeps of its tables in memory, at least 64 MB.
    public var workMemory: String?
    /// The most that all queries may cost together by the server's own estimate; `nil` for any cost.
    public var maximumCost: Double?
    /// The folder for files with all rows that break rules; `nil` for none.
    public var failuresFolder: String?
    /// What is shown of sensitive values; `nil` for a word that says that they are withheld.
    public var pseudonyms: Pseudonyms?
    /// Groups of fewer rows are left out of the report; 1 shows all.
    public var smallestGroup = 1
    /// Whether a rule that a constraint makes sure of is proved instead of measured.
    public var proves = true
    /// The most connections that measure at once.
    public var jobs = min(4, ProcessInfo.processInfo.activeProcessorCount)
    /// The least work, in rows of a plain scan, that is worth a further connection.
    var leastWork = 20_000.0
    /// The fewest rows of a rule whose closer look is divided among connections.
    var leastRowsToDivide = 100_000

    /// Creates options.
    public init(
        tool: Tool,
        failOn: GateThreshold = .error,
        asOf: Date? = nil,
        selection: [String] = [],
        profilesTables: Bool = true,
        statementTimeout: Duration? = nil
    ) {
        self.tool = tool
        self.failOn = failOn
        self.asOf = asOf
        self.selection = selection
        self.profilesTables = profilesTables
        self.statementTimeout = statementTimeout
    }

    /// A time as the server's settings take it.
    static func milliseconds(_ duration: Duration) -> String {
        String(max(1, Int(duration / .milliseconds(1))))
    }
}
