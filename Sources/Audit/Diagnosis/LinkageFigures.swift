import Foundation
import Postgres

/// What the statement of a diagnosis has read, section by section.
struct LinkageFigures {
    /// Sums over all rows.
    struct Total: Decodable {
        var rows = 0, linked = 0, named = 0, exact = 0, known = 0, textsKnown = 0, hit = 0, misdirected = 0
        var nameAlone = 0, normalised = 0, anyNumber = 0, normalisedAnyNumber = 0, allRelaxed = 0
        /// Whether rows and evidence have the same keys, each once.
        var isWhole = true
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
        var least: String, greatest: String, middle: String
        var shorter: Int, longer: Int
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
    struct Repair: Decodable {
        var code: DamageCode
        var text: String
        var repaired: String?
        var rows: Int
    }

    /// A backlog as a whole.
    struct Whole: Decodable {
        var keys: Int, rows: Int
        var milestones: [Int?]
    }

    /// A missing parent.
    struct Missing: Decodable {
        var name: String
        var members: Int, rows: Int, upto: Int
        var repaired: String?
        var isThere: Bool, isSeveral: Bool
    }

    /// A missing thing of a parent.
    struct MissingItem: Decodable {
        var name: String, parent: String
        var rows: Int, upto: Int
    }

    /// The rows of one cause, or the linked ones, in a segment.
    struct Segment: Decodable {
        var number: Int, place: Int, rows: Int
        var value: String?
        var cause: String?
    }

    var total = Total()
    var causes: [Cause] = []
    var spread: Spread?
    var examples: [Example] = []
    var faults: [Fault] = []
    var repairs: [Repair] = []
    var backlog: Whole?
    var itemBacklog: Whole?
    var missing: [Missing] = []
    var missingItems: [MissingItem] = []
    var segments: [Segment] = []

    /// Reads what the statement returned, in its order.
    ///
    /// - Throws: `DecodingError`, which would be a mistake in the statement.
    init(_ rows: Rows) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for row in rows {
            guard let section = row["section"], let item = row["item"].map({ Data($0.utf8) }) else { continue }
            func read<Value: Decodable>() throws -> Value { try decoder.decode(Value.self, from: item) }
            switch section {
            case "total": total = try read()
            case "cause": causes.append(try read())
            case "spread": spread = try read()
            case "example": examples.append(try read())
            case "fault": faults.append(try read())
            case "repair": repairs.append(try read())
            case "backlog": backlog = try read()
            case "item_backlog": itemBacklog = try read()
            case "missing": missing.append(try read())
            case "missing_item": missingItems.append(try read())
            default: segments.append(try read())
            }
        }
    }
}
