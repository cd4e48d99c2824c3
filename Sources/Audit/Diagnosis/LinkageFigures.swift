import Foundation
import Postgres

/// What the statement of a diagnosis has read of a part of the rows, section by section.
struct LinkageFigures: Sendable {
    /// Sums over the rows.
    struct Total: Decodable {
        var rows = 0, linked = 0, named = 0, exact = 0, known = 0, textsKnown = 0, hit = 0
        var nameAlone = 0, normalised = 0, anyNumber = 0, normalisedAnyNumber = 0, allRelaxed = 0
    }

    /// A number of rows.
    struct Number: Decodable {
        var rows = 0
    }

    /// The keys of a table: how many, and all of their hashes in one.
    struct Keys: Decodable, Equatable {
        var count: Int
        var hash: Int?
    }

    /// The rows of one cause.
    struct Cause: Decodable {
        var code: CauseCode
        var rows: Int, keys: Int
        /// How many lack each column.
        var lacking: [Int]
        var unseen: Int, namesakes: Int, dangling: Int, withinOnly: Int
    }

    /// How far numbers are off.
    struct Spread: Decodable {
        /// `nil` when the catalogue has no number for any of them.
        var least: String?, greatest: String?
        /// How many rows the catalogue has no number for.
        var unknown: Int
        var shorter: Int, longer: Int
    }

    /// A difference and how many rows have it.
    struct Difference {
        var value: String
        var rows: Int
    }

    /// A name behind a cause.
    struct Example: Decodable {
        var code: CauseCode
        var name: String
        var detail: String?, against: String?, againstDetail: String?, least: String?, greatest: String?
        var rows: Int
    }

    /// The rows of one damage.
    struct Fault: Decodable {
        var code: DamageCode
        var rows: Int
        var byPlace: [Int], keys: [Int], depths: [Int]
        var now: Int, later: Int
    }

    /// A damaged text.
    struct Repair {
        var code: DamageCode
        /// Which of the texts it is, from 1.
        var place: Int
        var text: String
        var repaired: String?
        var rows: Int
    }

    /// How many names have the same number of rows.
    struct Size {
        var rows: Int, names: Int
    }

    /// A missing parent.
    struct Missing {
        var name: String
        var members: Int, rows: Int
        var repaired: String?
        var isThere: Bool, isSeveral: Bool
    }

    /// A missing thing of a parent.
    struct MissingItem {
        var name: String, parent: String
        var rows: Int
    }

    /// The rows of one cause, or the linked ones, in a segment.
    struct Segment: Decodable {
        var number: Int, place: Int, rows: Int
        var value: String?
        var cause: String?
    }

    var total = Total()
    var misdirected = Number()
    var evidenceKeys: Keys?
    var rowKeys: Keys?
    var causes: [Cause] = []
    var spread: Spread?
    var differences: [Difference] = []
    var examples: [Example] = []
    var faults: [Fault] = []
    var repairs: [Repair] = []
    var sizes: [Size] = []
    var itemSizes: [Size] = []
    var missing: [Missing] = []
    var missingItems: [MissingItem] = []
    var segments: [Segment] = []

    /// Whether rows and evidence have the same keys, each once.
    var isWhole: Bool { evidenceKeys == rowKeys }

    /// Reads what the statement returned, in its order.
    ///
    /// - Throws: `DecodingError`, which would be a mistake in the statement.
    init(_ rows: some Sequence<Rows.Row>) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for row in rows {
            guard let section = row["section"] else { continue }
            func read<Value: Decodable>() throws -> Value {
                try decoder.decode(Value.self, from: Data((row["item"] ?? "").utf8))
            }
            switch section {
            case "total": total = try read()
            case "misdirected": misdirected = try read()
            case "evidence_keys": evidenceKeys = try read()
            case "row_keys": rowKeys = try read()
            case "cause": causes.append(try read())
            case "spread": spread = try read()
            case "difference": differences.append(Difference(row))
            case "example": examples.append(try read())
            case "fault": faults.append(try read())
            case "repair": if let repair = Repair(row) { repairs.append(repair) }
            case "size": sizes.append(Size(row))
            case "item_size": itemSizes.append(Size(row))
            case "missing": missing.append(Missing(row))
            case "missing_item": missingItems.append(MissingItem(row))
            default: segments.append(try read())
            }
        }
    }
}

// Entries come in columns: there can be tens of thousands.

extension LinkageFigures.Difference {
    fileprivate init(_ row: Rows.Row) {
        self.init(value: row["name"] ?? "", rows: row.integer("rows") ?? 0)
    }
}

extension LinkageFigures.Repair {
    fileprivate init?(_ row: Rows.Row) {
        guard let code = row["parent"].flatMap(DamageCode.init(rawValue:)) else { return nil }
        self.init(
            code: code,
            place: row.integer("members") ?? 1,
            text: row["name"] ?? "",
            repaired: row["repaired"],
            rows: row.integer("rows") ?? 0
        )
    }
}

extension LinkageFigures.Size {
    fileprivate init(_ row: Rows.Row) {
        self.init(rows: row.integer("rows") ?? 0, names: row.integer("members") ?? 0)
    }
}

extension LinkageFigures.Missing {
    fileprivate init(_ row: Rows.Row) {
        self.init(
            name: row["name"] ?? "",
            members: row.integer("members") ?? 0,
            rows: row.integer("rows") ?? 0,
            repaired: row["repaired"],
            isThere: row["is_there"] == "t",
            isSeveral: row["is_several"] == "t"
        )
    }
}

extension LinkageFigures.MissingItem {
    fileprivate init(_ row: Rows.Row) {
        self.init(name: row["name"] ?? "", parent: row["parent"] ?? "", rows: row.integer("rows") ?? 0)
    }
}
