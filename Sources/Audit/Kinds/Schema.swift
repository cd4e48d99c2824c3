import AuditModel

/// Checks that a table is built as declared. Reads only the catalog, never a row.
///
/// - Shape: one dataset; columns with type and nullability, keys, columns that must not be there.
/// - Population: the declarations: each column, each key, each forbidden column, and with `extra_columns` that there is
///   no other column. Violation: a declaration that does not hold.
/// - NULL: `null` behind a type allows NULL, without it the column must be NOT NULL. Views promise nothing about NULL, so
///   only an explicit `not null` is held against them.
/// - Empty dataset: does not matter.
/// - Missing dataset: an error, like for every kind.
struct Schema: RuleKind {
    /// What happens when there are columns that are not declared.
    enum ExtraColumns: String, CaseIterable, Sendable {
        case fail, warn, ignore
    }

    /// A declared column.
    struct DeclaredColumn: Sendable {
        var name: String
        /// `nil` when only presence is declared.
        var type: DeclaredType?
    }

    /// A declared reference to another table.
    struct ForeignKey: Sendable {
        var columns: [String]
        var parent: DatasetName
        var parentColumns: [String]
    }

    var dataset: Located<DatasetName>
    var columns: [DeclaredColumn]
    var primaryKey: [String]
    var uniqueKeys: [[String]]
    var foreignKeys: [ForeignKey]
    var forbidden: [String]
    var extraColumns: ExtraColumns

    static let description = KindDescription(
        name: "schema",
        summary: "a table is built as declared: columns, types, keys",
        population: "the declarations: columns, keys, columns that must not be there",
        violation: "a declaration that does not hold",
        nulls: "'null' behind a type allows missing values; without it the column must be declared NOT NULL",
        dimension: .conformity,
        looksAtRows: false,
        keys: [
            .dataset,
            KindKey(
                "columns",
                "the columns with their types, such as { user_id: integer, name: varchar(50) null }; without a type only "
                    + "presence counts",
                .named(.text)
            ),
            KindKey(
                "extra_columns",
                "columns that are not declared: fail, warn or ignore (the default)",
                .cases(of: ExtraColumns.self)
            ),
            KindKey("forbidden", "columns that must not be there, such as [password]", .list(.text)),
            KindKey("primary_key", "the columns of the primary key in their order", .list(.text)),
            KindKey(
                "unique",
                "the keys that must be unique by a constraint or index, such as [[email], [country, number]]",
                .list(.list(.text))
            ),
            KindKey(
                "foreign_keys",
                "declared references: a list of { columns, parent: { dataset, columns } }",
                .list(.mapping(foreignKeyKeys))
            ),
        ],
        otherNames: [
            "contract", "columns", "table_schema", "column_types", "expect_table_columns_to_match_set",
            "expect_table_columns_to_match_ordered_list", "expect_column_to_exist",
            "expect_column_values_to_be_of_type", "required_columns",
        ],
        example: """
            kind: schema
            dataset: songplays
            columns: { songplay_id: bigint, start_time: timestamp, song_id: varchar null }
            extra_columns: warn
            primary_key: [songplay_id]
            """
    )

    init?(reading settings: SettingReader) {
        let countBefore = settings.problems.count
        let dataset = settings.dataset()
        columns = Self.columns(reading: settings)
        extraColumns = settings.choice("extra_columns", ExtraColumns.self) ?? .ignore
        forbidden = Self.names("forbidden", reading: settings)
        primaryKey = Self.names("primary_key", reading: settings)
        uniqueKeys = settings.lists("unique") ?? []
        foreignKeys = (settings.mappings("foreign_keys", keys: Self.foreignKeyKeys.map(\.name)) ?? []).compactMap {
            inner in
            defer { settings.adopt(inner) }
            return Self.foreignKey(reading: inner)
        }
        let isEmpty =
            columns.isEmpty && forbidden.isEmpty && primaryKey.isEmpty && uniqueKeys.isEmpty && foreignKeys.isEmpty
        if isEmpty, settings.problems.count == countBefore {
            settings.report(
                "\(settings.subject) declares nothing; it needs one of 'columns', 'forbidden', 'primary_key', 'unique' "
                    + "and 'foreign_keys'"
            )
        }
        for name in forbidden where columns.contains(where: { $0.name == name }) {
            settings.report(
                "column '\(name)' is both declared and forbidden",
                at: settings.setting("forbidden")?.location
            )
        }
        if extraColumns != .ignore, columns.isEmpty {
            settings.report("'extra_columns' goes with 'columns'", at: settings.setting("extra_columns")?.location)
        }
        guard let dataset, settings.problems.count == countBefore else { return nil }
        self.dataset = dataset
    }

    private static let foreignKeyKeys = [
        KindKey("columns", "the columns that refer to the parent", .list(.text), isRequired: true),
        KindKey(
            "parent",
            "the table that is referred to",
            .mapping([.dataset, KindKey("columns", "the columns of the parent's key", .list(.text), isRequired: true)]),
            isRequired: true
        ),
    ]

    private static func names(_ key: String, reading settings: SettingReader) -> [String] {
        settings.setting(key) == nil ? [] : settings.requiredStrings(key)?.map(\.value) ?? []
    }

    private static func columns(reading settings: SettingReader) -> [DeclaredColumn] {
        guard let setting = settings.setting("columns") else { return [] }
        guard case .mapping(let entries) = setting.content else {
            settings.report(
                "'columns' must be a mapping from columns to types such as { user_id: integer }, not \(setting.shape)",
                at: setting.location
            )
            return []
        }
        return entries.map { entry in
            switch entry.value.content {
            case .null: break
            case .scalar(let scalar):
                if let type = DeclaredType(scalar.text) { return DeclaredColumn(name: entry.key, type: type) }
                settings.report(
                    "'\(scalar.text)' is not a type; write for example integer, varchar(50) null or timestamptz",
                    at: entry.value.location
                )
            case .list, .mapping:
                settings.report("a type must be a single value, not \(entry.value.shape)", at: entry.value.location)
            }
            return DeclaredColumn(name: entry.key, type: nil)
        }
    }

    private static func foreignKey(reading settings: SettingReader) -> ForeignKey? {
        let columns = settings.requiredStrings("columns")
        guard let inner = settings.mapping("parent", keys: ["dataset", "columns"]) else {
            if settings.setting("parent") == nil { settings.reportMissing("parent") }
            return nil
        }
        defer { settings.adopt(inner) }
        let parent = inner.dataset()
        let parentColumns = inner.requiredStrings("columns")
        guard let columns, let parent, let parentColumns else { return nil }
        return ForeignKey(
            columns: columns.map(\.value),
            parent: parent.value,
            parentColumns: parentColumns.map(\.value)
        )
    }

    /// Only the table: a column that is missing is a violation, not a reason not to measure.
    var references: [Reference] { [Reference(dataset)] }

    var nullHandling: NullHandling { .notApplicable }

    func measurement(in scope: RuleScope) -> Measurement { .query(TableShape.query(for: dataset.value)) }

    func assertion(in scope: RuleScope) -> String {
        var parts = columns.map { column in
            "column \(column.name)"
                + (column.type.map { " of type \($0.name)" + ($0.nullability == .allowed ? "" : ", never missing") }
                    ?? "")
        }
        if !primaryKey.isEmpty { parts.append("primary key \(primaryKey.joined(separator: ", "))") }
        parts += uniqueKeys.map { "unique key \($0.joined(separator: ", "))" }
        parts += foreignKeys.map { "foreign key \($0.columns.joined(separator: ", ")) to \(scope.name(of: $0.parent))" }
        parts += forbidden.map { "no column \($0)" }
        return "\(scope.name(of: dataset.value)) is built as declared: \(parts.joined(separator: "; "))"
    }

    func offenders(in scope: RuleScope) -> Offenders? { nil }
}

// MARK: - Judging

extension Schema {
    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let shape = TableShape(readings)
        var mismatches = columns.compactMap { mismatch(of: $0, in: shape) }
        mismatches += forbidden.filter { shape.column($0) != nil }.map { "column \($0) is there and must not be" }
        mismatches += keyMismatches(in: shape, scope)
        let isJustExtra = mismatches.isEmpty
        let extra = shape.columns.map(\.name).filter { name in
            !columns.contains { $0.name == name } && !forbidden.contains(name)
        }
        if extraColumns != .ignore, !extra.isEmpty {
            mismatches.append(
                "there \(extra.count == 1 ? "is a further column" : "are further columns"): \(extra.joined(separator: ", "))"
            )
        }
        let population =
            columns.count + forbidden.count + (primaryKey.isEmpty ? 0 : 1) + uniqueKeys.count + foreignKeys.count
            + (extraColumns == .ignore ? 0 : 1)
        let name = scope.name(of: dataset.value)
        let shown = mismatches.prefix(Self.shownMismatches).joined(separator: "; ")
        let rest =
            mismatches.count > Self.shownMismatches ? "; and \(mismatches.count - Self.shownMismatches) more" : ""
        var measured = Measured(
            population: population,
            violations: mismatches.count,
            unit: "declarations",
            sentence: mismatches.isEmpty
                ? "\(name) is built as declared (\(Wording.count(population, "declaration")))"
                : "\(name) differs from \(mismatches.count) of \(Wording.count(population, "declaration")): \(shown)\(rest)",
            facts: mismatches.map { Fact("difference", $0) }
        )
        if isJustExtra, extraColumns == .warn, !extra.isEmpty {
            measured.expectation = Limits(warnIf: Limits.noViolation.failIf)
        }
        return measured
    }

    /// How many differences the finding's sentence names.
    private static let shownMismatches = 5

    private func mismatch(of declared: DeclaredColumn, in shape: TableShape) -> String? {
        guard let column = shape.column(declared.name) else {
            let phrase = Suggestion.closest(to: declared.name, among: shape.columns.map(\.name))
            return "column \(declared.name) is missing" + (phrase.map { " (there is \($0))" } ?? "")
        }
        guard let type = declared.type else { return nil }
        var differences: [String] = []
        if !type.matches(column) { differences.append("is \(column.type), not \(type.name)") }
        if type.nullability == .forbidden || (type.nullability == .unsaid && !shape.isView), !column.isNotNull {
            differences.append("may be missing (NULL) and must not")
        }
        return differences.isEmpty ? nil : "column \(declared.name) \(differences.joined(separator: " and "))"
    }

    private func keyMismatches(in shape: TableShape, _ scope: RuleScope) -> [String] {
        var mismatches: [String] = []
        if !primaryKey.isEmpty, shape.primaryKey != primaryKey {
            let present =
                shape.primaryKey.map { "the primary key is \($0.joined(separator: ", "))" } ?? "there is no primary key"
            mismatches.append("\(present), not \(primaryKey.joined(separator: ", "))")
        }
        for key in uniqueKeys where !shape.uniqueKeys.contains(Set(key)) {
            mismatches.append("nothing keeps \(key.joined(separator: ", ")) unique")
        }
        for key in foreignKeys where !shape.foreignKeys.contains(where: { $0.isSame(as: key) }) {
            mismatches.append(
                "no foreign key refers from \(key.columns.joined(separator: ", ")) to "
                    + "\(scope.name(of: key.parent)) (\(key.parentColumns.joined(separator: ", ")))"
            )
        }
        return mismatches
    }
}
