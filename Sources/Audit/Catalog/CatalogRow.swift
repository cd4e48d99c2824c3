/// One row of the catalog's query: what it is about and up to nine texts, whose meaning depends on that.
struct CatalogRow {
    /// `rank, part, id, place`, then the texts.
    let values: [String?]

    /// `relation`, `column`, `index` or `constraint`.
    var part: String { values[1] ?? "" }
    /// The relation's number.
    var id: String { values[2] ?? "" }

    private func text(_ place: Int) -> String? { values[4 + place] }

    private func isTrue(_ place: Int) -> Bool { text(place) == "true" }

    private func number(_ place: Int) -> Double? { text(place).flatMap { Double($0) } }

    /// A list, one item a line. A name that holds a line break cannot be told apart and names no column that there is.
    private func list(_ place: Int) -> [String] {
        text(place)?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
    }

    /// The relation's name.
    var name: DatasetName? {
        guard let schema = text(0), let table = text(1) else { return nil }
        return DatasetName(schema: schema, table: table)
    }

    /// The relation without its parts.
    var relation: Catalog.Relation {
        let pages = number(4).map { Int($0) }
        let rows = number(3).flatMap { $0 >= 0 ? $0 : nil }
        let kind = text(2).flatMap(Catalog.Relation.Kind.init(rawValue:)) ?? .view
        return Catalog.Relation(
            kind: kind,
            columns: [],
            estimatedRows: kind == .view
                ? nil : rows.flatMap { $0 > 0 ? $0 : nil } ?? pages.map { Double($0) * Self.rowsPerPage },
            pages: pages,
            keepsConstraints: isTrue(5),
            isReadable: isTrue(6)
        )
    }

    /// A guess for tables that were never analysed: rows of about 80 bytes.
    private static let rowsPerPage = 100.0

    /// Adds what the row says to its relation.
    func add(to relation: inout Catalog.Relation) {
        switch part {
        case "column": relation.columns.append(column)
        case "index":
            let index = Catalog.Index(name: text(0) ?? "", columns: list(3), isUnique: isTrue(1), isPrimary: isTrue(2))
            relation.indexes.append(index)
            if index.isPrimary { relation.primaryKey = index.columns }
        case "constraint": relation.constraints.append(constraint)
        default: break
        }
    }

    private var column: Catalog.Column {
        let flags = text(3) ?? ""
        let markers = flags.replacing("true", with: "t").replacing("false", with: "f").map { $0 == "t" }
        return Catalog.Column(
            name: text(0) ?? "",
            type: text(1) ?? "",
            category: text(2) ?? "",
            isNotNull: markers.first ?? false,
            isGenerated: markers.count > 1 && markers[1],
            isDomain: markers.count > 2 && markers[2],
            labels: list(4),
            statistics: number(6).map { width in
                Catalog.Statistics(
                    correlation: number(5),
                    averageWidth: Int(width),
                    missingShare: number(7) ?? 0,
                    distinct: number(8) ?? -1
                )
            }
        )
    }

    private var constraint: Catalog.Constraint {
        var kind = Catalog.Constraint.Kind.check
        if text(1) == "f", let schema = text(4), let table = text(5) {
            kind = .foreignKey(parent: DatasetName(schema: schema, table: table), columns: list(6))
        }
        return Catalog.Constraint(name: text(0) ?? "", kind: kind, columns: list(3), isValidated: isTrue(2))
    }
}
