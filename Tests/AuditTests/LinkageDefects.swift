import Audit
import AuditModel
import Foundation
import Postgres

/// One way in which visits of rooms name their place, and what must be found of it.
struct LinkageDefect: Sendable {
    var name: String
    var place: String?
    var room: String?
    var size: String?
    /// The link that the load has set.
    var link: String?
    /// Whether there is a note of the visit at all.
    var isNoted = true
    /// The cause that must be found; `nil` for a linked visit.
    var cause: String?
    /// The damage that must be found.
    var fault: String?
    /// Whether repairing the damage links the visit at once.
    var gainsNow = false

    init(
        _ name: String,
        _ place: String?,
        _ room: String? = "Plain Room",
        _ size: String? = "30",
        link: String? = nil,
        cause: String?,
        fault: String? = nil,
        gainsNow: Bool = false
    ) {
        self.name = name
        self.place = place
        self.room = room
        self.size = size
        self.link = link
        self.cause = cause
        self.fault = fault
        self.gainsNow = gainsNow
    }

    /// All ways, each once.
    static let all: [LinkageDefect] = [
        LinkageDefect("linked", "Plain House", link: "P5", cause: nil),
        LinkageDefect("linked elsewhere", "Plain House", link: "P1", cause: nil),
        LinkageDefect("no place", nil, cause: "no_natural_key"),
        LinkageDefect("blank place", " \u{A0}", cause: "no_natural_key"),
        LinkageDefect("no room", "Plain House", nil, cause: "no_natural_key"),
        LinkageDefect("no size", "Plain House", "Plain Room", nil, cause: "no_natural_key"),
        unnoted,
        LinkageDefect("unknown", "Nowhere", "Attic", cause: "parent_missing"),
        LinkageDefect("unknown, known room", "Somewhere", "Blue Room", "50", cause: "parent_missing"),
        LinkageDefect("case", "plain HOUSE", cause: "parent_respelled"),
        LinkageDefect("accents", "Cafe Central", "Red Room", "100", cause: "parent_respelled"),
        LinkageDefect("punctuation", "Plain-House", cause: "parent_respelled"),
        LinkageDefect("article", "Harbour", "Blue Room", "50", cause: "parent_respelled"),
        LinkageDefect("article behind", "Harbour, The", "Blue Room", "50", cause: "parent_respelled"),
        LinkageDefect("ampersand", "Stone and Wood", "Green Room", "70", cause: "parent_respelled"),
        LinkageDefect("compound", "Hall", "Side Room", "40", cause: "parent_respelled"),
        LinkageDefect("two spaces", "Plain  House", cause: "parent_respelled"),
        LinkageDefect(
            "featuring",
            "Plain House feat. Guests",
            cause: "parent_respelled",
            fault: "several_names",
            gainsNow: true
        ),
        LinkageDefect("several", "Shed / Barn", cause: "parent_missing", fault: "several_names"),
        LinkageDefect("slash inside of one name", "Shedless/Family", cause: "parent_missing"),
        LinkageDefect("'with' inside of one name", "Dance with the Sheds", cause: "parent_missing"),
        LinkageDefect(
            "slash between two names",
            "Plain House/Orchestra",
            cause: "parent_respelled",
            fault: "several_names",
            gainsNow: true
        ),
        LinkageDefect(
            "no-break space",
            "Plain\u{A0}House",
            cause: "parent_respelled",
            fault: "odd_spaces",
            gainsNow: true
        ),
        LinkageDefect(
            "zero-width space",
            "Plain\u{200B} House",
            cause: "parent_respelled",
            fault: "odd_spaces",
            gainsNow: true
        ),
        LinkageDefect(
            "outer space",
            " Plain House ",
            cause: "parent_respelled",
            fault: "outer_spaces",
            gainsNow: true
        ),
        LinkageDefect(
            "two-part accent",
            "Cafe\u{301} Central",
            "Red Room",
            "100",
            cause: "parent_respelled",
            fault: "mixed_normal_forms",
            gainsNow: true
        ),
        LinkageDefect(
            "control character",
            "Plain\u{7} House",
            cause: "parent_respelled",
            fault: "control_characters",
            gainsNow: true
        ),
        LinkageDefect(
            "encoded twice",
            "BjÃ¶rk Hall",
            "Ice Room",
            "80",
            cause: "parent_missing",
            fault: "double_encoding",
            gainsNow: true
        ),
        LinkageDefect(
            "encoded three times",
            "BjÃ\u{83}Â¶rk Hall",
            "Ice Room",
            "80",
            cause: "parent_missing",
            fault: "double_encoding",
            gainsNow: true
        ),
        LinkageDefect(
            "encoded as Windows does",
            "MalmÃ¶ â€“ Ã–st",
            "Attic",
            cause: "parent_missing",
            fault: "double_encoding"
        ),
        LinkageDefect(
            "room encoded twice",
            "Plain House",
            "SalÃ³n",
            "5",
            cause: "detail_missing",
            fault: "double_encoding"
        ),
        LinkageDefect("unknown room", "Plain House", "Cellar", "5", cause: "detail_missing"),
        LinkageDefect("edition", "Plain House", "Plain Room (Live)", cause: "detail_respelled"),
        LinkageDefect("edition in brackets", "Plain House", "Plain Room [since 1900]", cause: "detail_respelled"),
        LinkageDefect("room in capitals", "Plain House", "PLAIN ROOM", cause: "detail_respelled"),
        LinkageDefect("larger", "Plain House", "Plain Room", "33.5", cause: "number_off"),
        LinkageDefect("smaller", "Plain House", "Plain Room", "27.999", cause: "number_off"),
        LinkageDefect("room of another place", "Plain House", "Blue Room", "50", cause: "namesake"),
        LinkageDefect("two rooms fit", "Plain House", "Twin", "10.2", cause: "ambiguous"),
        LinkageDefect("link lost", "Plain House", cause: "link_lost"),
        LinkageDefect("link lost, size near", "Plain House", "Plain Room", "32", cause: "link_lost"),
        LinkageDefect("link leads nowhere", "Plain House", link: "P99", cause: "link_lost"),
        LinkageDefect("quotes", #"O'Br"ien \' E'\u0041' $1 %s --"#, cause: "parent_missing"),
        LinkageDefect("emoji", "😀👩‍👩‍👧 Zelt", cause: "parent_missing"),
        LinkageDefect("right to left", "بيت العرب", cause: "parent_missing"),
        LinkageDefect(
            "honest accents",
            "«CAFÉ» SÃO “Ñ” voilà\u{A0}»".replacing("\u{A0}", with: " "),
            cause: "parent_missing"
        ),
        LinkageDefect("looks encoded, is not", "Â Ã ï¿ ÿþ", cause: "parent_missing"),
        LinkageDefect("very long", String(repeating: "Lang ", count: 1_800) + "x", cause: "parent_missing"),
        LinkageDefect("marks only", "!!!", cause: "parent_missing"),
    ]

    private static var unnoted: LinkageDefect {
        var defect = LinkageDefect("no note", nil, cause: "no_natural_key")
        defect.isNoted = false
        return defect
    }
}

/// Visits with every defect, a known number of each.
struct LinkageFixture: Sendable {
    var size: Int

    /// How many visits have a defect; few are linked, so that the evidence is read apart.
    func count(_ index: Int) -> Int { LinkageDefect.all[index].cause == nil ? 1 : size * (1 + index % 3) }

    /// The sum over the defects that fulfil a condition.
    func sum(_ condition: (LinkageDefect) -> Bool) -> Int {
        LinkageDefect.all.indices.reduce(0) { $0 + (condition(LinkageDefect.all[$1]) ? count($1) : 0) }
    }

    /// The missing names with their visits, in the order that the backlog must have.
    var missing: [(name: String, rows: Int)] {
        var rows: [String: Int] = [:]
        for (index, defect) in LinkageDefect.all.enumerated() where defect.cause == "parent_missing" {
            rows[defect.place ?? "", default: 0] += count(index)
        }
        let list: [(name: String, rows: Int)] = rows.map { (name: $0.key, rows: $0.value) }
        return list.sorted { left, right in
            if left.rows != right.rows { return left.rows > right.rows }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
    }

    static let catalogue = """
        CREATE TABLE places (place_id text PRIMARY KEY, name text NOT NULL);
        CREATE TABLE rooms (room_id int PRIMARY KEY, place_id text, title text, size numeric);
        CREATE TABLE visits (visit_id int PRIMARY KEY, place_id text);
        CREATE TABLE notes (note_id serial, visit_id int, place text, room text, size double precision, day timestamptz);
        INSERT INTO places VALUES ('P1', 'Café Central'), ('P2', 'The Harbour'), ('P3', 'Stone & Wood'), ('P4', 'Hall;Annex'),
            ('P5', 'Plain House'), ('P6', 'Björk Hall'), ('P7', 'Empty Place');
        INSERT INTO rooms VALUES (1, 'P1', 'Red Room', 100), (2, 'P2', 'Blue Room', 50), (3, 'P3', 'Green Room', 70),
            (4, 'P4', 'Side Room', 40), (5, 'P5', 'Plain Room', 30), (6, 'P5', 'Twin', 10.0), (7, 'P5', 'Twin', 10.5),
            (8, 'P6', 'Ice Room', 80), (9, 'P5', NULL, NULL), (10, 'P99', 'Lost Room', 1);
        """

    var script: String {
        var first = 1
        var statements = [Self.catalogue]
        for (index, defect) in LinkageDefect.all.enumerated() {
            let numbers = "generate_series(\(first), \(first + count(index) - 1)) AS n"
            first += count(index)
            func literal(_ text: String?) -> String { text.map { SQL.quoted(literal: $0) } ?? "NULL" }
            statements.append("INSERT INTO visits SELECT n, \(literal(defect.link)) FROM \(numbers);")
            guard defect.isNoted else { continue }
            statements.append(
                """
                INSERT INTO notes (visit_id, place, room, size, day)
                SELECT n, \(literal(defect.place)), \(literal(defect.room)), \(literal(defect.size)),
                       '2024-01-31 23:00Z'::timestamptz + n % 2 * interval '2 hours' FROM \(numbers);
                """
            )
        }
        // Notes of nothing that is to be linked.
        statements.append("INSERT INTO notes (visit_id, place, room, size) VALUES (NULL, 'Nowhere', 'Attic', 1);")
        return statements.joined(separator: "\n")
    }

    /// The keys of the rule.
    static let keys = keys(segments: ["day by month"])

    static func keys(segments: Literal) -> Literal {
        let diagnose: Literal = [
            "evidence": evidence, "match": .list([place, room, size]), "through": ["rooms.place_id = places.place_id"],
            "segments": segments, "backlog": backlog,
        ]
        return [
            "dataset": "visits", "columns": ["place_id"], "parent": parent, "nulls": "violation", "diagnose": diagnose,
        ]
    }

    private static let parent: Literal = ["dataset": "places", "columns": ["place_id"]]

    private static let evidence: Literal = ["dataset": "notes", "keys": ["visit_id"]]
    private static let backlog: Literal = ["by": "place", "weight": "visits", "top": 3]
    private static let place: Literal = [
        "child": "place", "parent": "places.name", "fold": ["case", "accents", "punctuation", "lead_artist"],
    ]
    private static let room: Literal = [
        "child": "room", "parent": "rooms.title", "fold": ["case", "accents", "punctuation", "edition"],
    ]
    private static let size: Literal = ["child": "size", "parent": "rooms.size", "tolerance": "2.0"]
}
