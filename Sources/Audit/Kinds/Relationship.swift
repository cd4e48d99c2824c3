import AuditModel

/// Checks that what one table refers to is there in another (referential integrity).
///
/// - Shape: a dataset with the columns of a key, a parent dataset with as many columns.
/// - Population: rows whose key is complete; all rows with `nulls: violation`. Violation: a row without a parent.
/// - NULL: a row with NULL in its key is ignored, as SQL's foreign keys do, or a violation with `nulls: violation`.
///   A NULL in the parent's key matches nothing.
/// - Empty dataset: not applicable. An empty parent makes every row a violation.
/// - A closer look, with `diagnose`: why rows have no parent, and what it would take.
struct Relationship: RuleKind {
    var dataset: Located<DatasetName>
    var columns: [Located<String>]
    var parent: Located<DatasetName>
    var parentColumns: [Located<String>]
    var parentFilter: String?
    var nulls: NullPolicy
    var question: LinkageQuestion?

    static let description = KindDescription(
        name: "relationship",
        summary: "what a table refers to is there in another table",
        population: "rows with a complete key; with 'nulls: violation' all rows",
        violation: "a row that refers to nothing",
        nulls: "rows with a missing part of the key are ignored, or violations with 'nulls: violation'",
        dimension: .consistency,
        keys: [
            .dataset,
            KindKey("columns", "the columns that refer to the parent", .list(.text), isRequired: true),
            KindKey(
                "parent",
                "the table that is referred to: { dataset, columns } and, if need be, where",
                .mapping([
                    .dataset, KindKey("columns", "the columns of the parent's key", .list(.text), isRequired: true),
                    KindKey("where", "a SQL condition on the parent's rows", .text),
                ]),
                isRequired: true
            ),
            .nulls,
            KindKey(
                "diagnose",
                "where the names behind the key lie and what they should equal, to find out why rows are not linked: "
                    + "{ evidence, match, through, segments, backlog }",
                LinkageQuestion.shape
            ),
        ],
        otherNames: [
            "relationships", "reference", "foreignKey", "foreign_key", "references", "referential_integrity",
            "expect_column_values_to_exist_in_table",
        ],
        example: """
            kind: relationship
            dataset: songplays
            columns: [artist_id]
            parent: { dataset: artists, columns: [artist_id] }
            nulls: violation
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let columns = settings.requiredStrings("columns")
        let nulls = settings.choice("nulls", NullPolicy.self) ?? .ignore
        guard let inner = settings.mapping("parent", keys: ["dataset", "columns", "where"]) else {
            if settings.setting("parent") == nil { settings.reportMissing("parent") }
            return nil
        }
        let parent = inner.dataset()
        let parentColumns = inner.requiredStrings("columns")
        let parentFilter = inner.sql("where")?.value
        if let columns, let parentColumns, columns.count != parentColumns.count {
            inner.report(
                "the parent has \(Wording.count(parentColumns.count, "column")) but the dataset "
                    + "\(columns.count); the two keys must have as many columns"
            )
        }
        settings.adopt(inner)
        question = LinkageQuestion(reading: settings, parent: parent)
        guard let dataset, let columns, let parent, let parentColumns, columns.count == parentColumns.count else {
            return nil
        }
        self.dataset = dataset
        self.columns = columns
        self.parent = parent
        self.parentColumns = parentColumns
        self.parentFilter = parentFilter
        self.nulls = nulls
    }

    var references: [Reference] {
        [Reference(dataset)] + columns.map { Reference($0, of: dataset) }
            + [Reference(parent)] + parentColumns.map { Reference($0, of: parent) }
    }

    var closerReferences: [Reference] { question?.references(of: dataset) ?? [] }

    private var key: [String] { columns.map(\.value) }

    /// The condition on the rows that are looked at; `nil` for all.
    var populationCondition: String? { nulls == .violation ? nil : SQLText.allPresent(key) }

    var nullHandling: NullHandling { nulls.handling }

    func measurement(in scope: RuleScope) -> Measurement { .links(links(in: scope)) }

    /// Which rows have no parent.
    func links(in scope: RuleScope) -> MissingLinks {
        MissingLinks(
            of: Scan(dataset.value, where: scope.filter),
            columns: key,
            to: Scan(parent.value, where: parentFilter),
            parentColumns: parentColumns.map(\.value),
            countsMissing: nulls == .violation
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let name = scope.name(of: parent.value)
        let withoutKey = readings.count("without_key")
        let orphans = readings.count("violations") - withoutKey
        var facts: [Fact] = []
        if nulls == .violation, readings.count("violations") > 0 {
            facts = [
                Fact("\(scope.noun(of: dataset.value)) whose reference to \(name) is empty", Wording.count(withoutKey)),
                Fact("\(scope.noun(of: dataset.value)) whose reference is not in \(name)", Wording.count(orphans)),
            ]
        }
        var measured = Measured.rows(
            readings,
            nouns: scope.noun(of: dataset.value)
                + (nulls == .violation ? "" : " with a value for \(Measured.words(for: key))"),
            broken: "cannot be linked to \(name)",
            kept: "are linked to \(name)",
            facts: facts
        )
        if orphans > 0, let declared = declaredKey(in: scope) {
            measured.sentence += ", although the database promises it by the foreign key \(declared.name)"
            measured.brokenConstraint = "foreign key \(declared.name)"
            let reason =
                "\(declared.name) is declared and validated; such rows are written while its check is switched off"
            measured.facts.append(Fact("broken foreign key", reason))
        }
        return measured
    }

    /// The validated foreign key that promises what the rule asks, or more.
    private func declaredKey(in scope: RuleScope) -> Catalog.Constraint? {
        guard parentFilter == nil else { return nil }
        let asked = Set(zip(key, parentColumns.map(\.value)).map { [$0, $1] })
        return scope.catalog.relations[dataset.value]?.constraints.first { constraint in
            guard constraint.isValidated, case .foreignKey(parent.value, let columns) = constraint.kind else {
                return false
            }
            return Set(zip(constraint.columns, columns).map { [$0, $1] }) == asked
        }
    }

    func assertion(in scope: RuleScope) -> String {
        let columns = Measured.words(for: parentColumns.map(\.value))
        return "every \(Measured.words(for: key)) of \(scope.name(of: dataset.value)) is there as \(columns) of "
            + scope.name(of: parent.value) + (parentFilter.map { ", among rows with \($0)" } ?? "")
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let identity = scope.key(of: dataset.value)
        let shown = identity + key.filter { !identity.contains($0) }
        var offenders = Offenders(
            columns: shown,
            order: identity.isEmpty ? shown : identity,
            sql: "SELECT \(SQLText.columns(shown, of: "child"))\n\(links(in: scope).orphans)",
            datasets: [dataset.value]
        )
        offenders.condition = links(in: scope).condition
        return offenders
    }
}

extension Relationship: ProvedByConstraint {
    /// A foreign key is declared, not proved: rows that are written while its check is switched off break it unseen.
    func proof(in scope: RuleScope) -> Proof? { nil }

    func declaration(in scope: RuleScope) -> String? {
        let columns = parentColumns.map(\.value)
        guard parentFilter == nil, nulls == .ignore, declaredKey(in: scope) == nil,
            scope.catalog.relations[parent.value]?.kind == .table,
            scope.catalog.relations[parent.value]?.indexes.contains(where: {
                $0.isUnique && Set($0.columns) == Set(columns)
            })
                == true
        else { return nil }
        let target = "\(parent.value.sql) (\(SQLText.columns(columns)))"
        return scope.alter(dataset.value, "ADD FOREIGN KEY (\(SQLText.columns(key))) REFERENCES \(target)")
    }
}
