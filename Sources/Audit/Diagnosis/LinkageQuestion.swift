import AuditModel
import Postgres

/// What the `diagnose` section of a linkage rule says: where the natural keys lie and what they should equal.
struct LinkageQuestion: Sendable {
    /// Where the natural keys are, beside the rows that are to be linked.
    struct Evidence: Sendable {
        var dataset: Located<DatasetName>
        /// What joins it to the rule's dataset, which has one row for each of its own.
        var keys: [(row: Located<String>, evidence: Located<String>)]
        var filter: String?
    }

    /// A text that should equal one of the catalogue.
    struct TextMatch: Sendable {
        var child: Located<String>
        var parent: CatalogueColumn
        var folding: TextFolding
    }

    /// A number or instant that should lie near one of the catalogue.
    struct NumberMatch: Sendable {
        var child: Located<String>
        var parent: CatalogueColumn
        /// How far apart the two may be, in the unit of the numbers; of instants in seconds.
        var tolerance: String
        /// The tolerance as written.
        var toleranceText: String
        /// What the numbers count, if the tolerance says it; in the plural.
        var unit: String?
    }

    /// An equality that joins two tables of the catalogue.
    struct Join: Sendable {
        var left: CatalogueColumn
        var right: CatalogueColumn
    }

    /// A column whose values divide the rows.
    struct Segment: Sendable {
        var column: Located<String>
        /// The part of time that is taken of it.
        var unit: String?

        /// The column, with the unit if there is one.
        var title: String { unit.map { "\(column.value) by \($0)" } ?? column.value }
    }

    /// `nil` when the natural keys stand in the rule's own dataset.
    var evidence: Evidence?
    /// The name that tells the parent, then further texts.
    var texts: [TextMatch]
    var numbers: [NumberMatch]
    var joins: [Join]
    var segments: [Segment]
    /// What a row that is gained is called, in the plural; `nil` for the noun of the dataset.
    var weightNoun: String?
    /// How many entries of the backlog a page shows; 0 without a backlog.
    var top: Int

    /// The tables of the catalogue, that of the name first, each joined to those before it.
    ///
    /// - Parameter parent: the table that the rule refers to.
    /// - Returns: `nil` with the table that nothing joins to the others.
    func tables(with parent: Located<DatasetName>) -> (joined: [DatasetName], apart: Located<DatasetName>?) {
        let named =
            texts.map(\.parent.dataset) + numbers.map(\.parent.dataset) + [parent]
            + joins.flatMap { [$0.left.dataset, $0.right.dataset] }
        var joined = [texts[0].parent.dataset.value]
        var waiting = named.filter { $0.value != joined[0] }
        while let next = waiting.firstIndex(where: { table in
            joins.contains { join in
                let sides = (join.left.dataset.value, join.right.dataset.value)
                return sides.0 == table.value && joined.contains(sides.1)
                    || sides.1 == table.value && joined.contains(sides.0)
            }
        }) {
            let table = waiting[next].value
            joined.append(table)
            waiting.removeAll { $0.value == table }
        }
        return (joined, waiting.first)
    }

    /// The tables and columns that it names.
    func references(of dataset: Located<DatasetName>) -> [Reference] {
        let source = evidence?.dataset ?? dataset
        let own = (evidence?.keys ?? []).flatMap {
            [Reference($0.row, of: dataset), Reference($0.evidence, of: source)]
        }
        let children = texts.map(\.child) + numbers.map(\.child) + segments.map(\.column)
        let parents = texts.map(\.parent) + numbers.map(\.parent) + joins.flatMap { [$0.left, $0.right] }
        return [Reference(source)] + own + children.map { Reference($0, of: source) }
            + parents.flatMap { [Reference($0.dataset), Reference($0.column, of: $0.dataset)] }
    }
}

/// A column of a table of the catalogue.
struct CatalogueColumn: Sendable {
    var dataset: Located<DatasetName>
    var column: Located<String>

    /// Reads `table.column` or `schema.table.column`, each part in double quotes where need be.
    init?(_ text: Located<String>, defaultSchema: String) {
        var isQuoted = false
        var end: String.Index?
        for index in text.value.indices {
            if text.value[index] == "\"" { isQuoted.toggle() }
            if text.value[index] == ".", !isQuoted { end = index }
        }
        guard
            let end, !isQuoted,
            let dataset = DatasetName(String(text.value[..<end]), defaultSchema: defaultSchema),
            let column = DatasetName(String(text.value[text.value.index(after: end)...]), defaultSchema: "")?.table
        else { return nil }
        self.dataset = Located(dataset, at: text.location)
        self.column = Located(column, at: text.location)
    }
}
