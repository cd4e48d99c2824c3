public import AuditModel

/// One declared rule: what to check, when it fails and what that means for people.
public struct Rule: Sendable {
    /// The stable identifier.
    public var id: String
    /// What the rule asks, in plain words.
    public var title: String
    /// More about it, in plain words.
    public var description: String?
    /// What is checked.
    public var kind: any RuleKind
    /// The SQL condition that limits the rows of the dataset.
    public var filter: String?
    /// When it warns and fails; `nil` for the kind's default.
    public var limits: Limits?
    /// The promise not to get worse than the baseline.
    public var ratchet: Ratchet?
    /// What happens when there is nothing to look at.
    public var whenEmpty: WhenEmpty
    /// The groups of rows that are judged apart; `nil` for one verdict over all rows.
    public var segments: Segments?
    /// How long the rule's own query may take; `nil` for what the audit allows.
    public var timeout: Duration?
    /// How much a failure matters.
    public var severity: Severity
    /// The quality dimension.
    public var dimension: Dimension
    /// Who acts on a failure.
    public var owner: String?
    /// Who answers for the data in the business.
    public var steward: String?
    /// The identifier of the policy that it checks.
    public var policy: String?
    /// Free labels.
    public var tags: [String]
    /// Addresses of further documents.
    public var links: [String]
    /// Why a failure matters.
    public var impact: String?
    /// What to do when it fails.
    public var remediation: String?
    /// The decision to live with a failure.
    public var waiver: Waiver?
    /// How many offending rows the report shows.
    public var sampleRows: Int
    /// Why the rule is switched off; `nil` when it is on.
    public var disabledReason: String?
    /// Where it is declared.
    public var location: Location

    /// Creates a rule with defaults for everything that has one.
    public init(id: String, title: String, kind: any RuleKind, dimension: Dimension, location: Location) {
        self.id = id
        self.title = title
        self.kind = kind
        self.whenEmpty = .notApplicable
        self.severity = .error
        self.dimension = dimension
        self.tags = []
        self.links = []
        self.sampleRows = 5
        self.location = location
    }

    /// The tables and columns that the rule needs: those of its kind and those that make its segments.
    public var references: [Reference] {
        guard let segments, let dataset = kind.references.first else { return kind.references }
        let table = Located(dataset.dataset, at: dataset.location)
        return kind.references + segments.columns.map { Reference($0, of: table) }
    }

    /// The limits that count: those declared, else those of the kind.
    public var effectiveLimits: Limits { limits ?? kind.defaultLimits }
}

/// What happens to a rule that has nothing to look at.
public enum WhenEmpty: String, Sendable, CaseIterable {
    case notApplicable = "not_applicable"
    case pass, fail
}

/// All rules of one audit with what they share.
public struct RuleSet: Sendable {
    /// The name of the audit.
    public var name: String
    /// The schema of datasets that are named without one; also the search path of free SQL.
    public var defaultSchema: String
    /// The rules in the order of the files.
    public var rules: [Rule]
    /// The policies in the order of the files.
    public var policies: [Policy]
    /// The business questions that the data is for, in the order of the files.
    public var questions: [BusinessQuestion] = []
    /// What is declared about datasets.
    public var datasets: [DatasetName: DatasetDeclaration]
    /// Groups of fewer rows are left out of reports; 1 shows all.
    public var smallestGroup = 1
    /// The files and folders that were asked for, absolute.
    public var paths: [String] = []
    /// The files that were read, sorted.
    public var files: [String]
    /// SHA-256 over the contents of the files in that order, in hexadecimal.
    public var sha256: String

    /// Creates a rule set.
    public init(
        name: String,
        defaultSchema: String,
        rules: [Rule],
        policies: [Policy] = [],
        datasets: [DatasetName: DatasetDeclaration] = [:],
        files: [String] = [],
        sha256: String = ""
    ) {
        self.name = name
        self.defaultSchema = defaultSchema
        self.rules = rules
        self.policies = policies
        self.datasets = datasets
        self.files = files
        self.sha256 = sha256
    }
}
