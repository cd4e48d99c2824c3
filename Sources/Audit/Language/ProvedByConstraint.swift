/// A kind whose rules a constraint of the database can make sure of.
public protocol ProvedByConstraint: RuleKind {
    /// The constraint that keeps every row from breaking the rule, if the catalog says so.
    func proof(in scope: RuleScope) -> Proof?

    /// What is true of a row that breaks the rule, for the server to hold against the table's CHECK constraints.
    func brokenRow(in scope: RuleScope) -> BrokenRow?

    /// The statement that would declare what the rule asks as a constraint, if there is one.
    func declaration(in scope: RuleScope) -> String?
}

extension ProvedByConstraint {
    /// No CHECK constraint can prove the rule, unless a kind says otherwise.
    public func brokenRow(in scope: RuleScope) -> BrokenRow? { nil }
}

/// A constraint of the database that makes sure of a rule.
public struct Proof: Sendable, Hashable {
    /// The constraint in plain words, with its name, such as `primary key users_pkey`.
    public var constraint: String

    /// Creates a proof.
    public init(by constraint: String) {
        self.constraint = constraint
    }

    /// What the report says of the rule.
    var message: String { "the database makes sure of this by the \(constraint), so no row was read" }
}

/// What is true of a row that breaks a rule.
public struct BrokenRow: Sendable, Hashable {
    /// The table.
    public var dataset: DatasetName
    /// The condition.
    public var condition: String

    /// Creates a condition.
    public init(of dataset: DatasetName, where condition: String) {
        self.dataset = dataset
        self.condition = condition
    }
}

extension RuleScope {
    /// A table whose constraints hold for all its rows and that has rows to prove something of: of an empty one, reading
    /// nothing says more than a proof. Of a table that the role may not read, the audit says just that.
    func provable(_ dataset: DatasetName) -> Catalog.Relation? {
        guard let relation = catalog.relations[dataset], relation.keepsConstraints, relation.isReadable,
            (relation.pages ?? 0) > 0
        else { return nil }
        return relation
    }

    /// `ALTER TABLE …` of a table that can have constraints.
    func alter(_ dataset: DatasetName, _ change: String) -> String? {
        guard let relation = catalog.relations[dataset], relation.keepsConstraints else { return nil }
        return "ALTER TABLE \(dataset.sql) \(change);"
    }
}
