@testable import Audit
import AuditModel
import Postgres
import TestSupport
import Testing

@Suite("The diagnosis of a linkage rule in parts")
struct LinkagePartsTests {
    private func diagnosis(_ script: String, filter: String?, connections: Int) async throws -> LinkageDiagnosis {
        let rule = try rule("relationship", LinkageFixture.keys(segments: [])) { $0.filter = filter }
        let report = try await audit(script + "\nANALYZE;", [rule]) {
            $0.jobs = connections
            $0.leastRowsToDivide = 1
        }
        #expect(report.run.connections == connections)
        let result = report.results[0]
        return try #require(result.diagnosis, "\(result.facts)")
    }

    @Test(
        "finds every defect, whichever way the evidence is read",
        arguments: [1, 7],
        [nil, "visit_id > 0"]
    )
    func findsAll(size: Int, filter: String?) async throws {
        let fixture = LinkageFixture(size: size)
        let divided = try await diagnosis(fixture.script, filter: filter, connections: 3)
        #expect(divided.rows == fixture.sum { _ in true })
        #expect(divided.misdirected == 1)
        #expect(Set(divided.causes.map(\.code)) == Set(LinkageDefect.all.compactMap(\.cause)))
        for cause in divided.causes { #expect(cause.rows == fixture.sum { $0.cause == cause.code }, "\(cause.code)") }
        for fault in divided.faults { #expect(fault.rows == fixture.sum { $0.fault == fault.code }, "\(fault.code)") }
        let whole = try await diagnosis(fixture.script, filter: filter, connections: 1)
        #expect(divided == whole)
    }

    /// Few names, many spellings of each, and every combination of them with titles, sizes and links.
    private static func random(seed: Int) -> String {
        let names = [
            "Café Central", "cafe central", "CAFÉ CENTRAL ", "The Harbour", "Harbour", "AC/DC", "AC", "Akron/Family",
            "Hall;Annex", "Hall", "BjÃ¶rk Hall", "Björk Hall", "Bjo\u{308}rk Hall", "B\u{A0}C", "x\u{1}y", "", "  ",
            "\u{A0}",
        ]
        let rooms = ["Twin", "Twin (Live)", "twin", "Red Room", "MalmÃ¶", "Malmö", "", "Red  Room"]
        let sizes = ["10", "10.25", "13", "100.5", "NULL"]
        func drawn(_ values: [String]) -> String {
            let list = values.map { $0 == "NULL" ? "NULL" : SQL.quoted(literal: $0) }.joined(separator: ", ")
            return "(ARRAY[NULL, \(list)])[1 + floor(random() * \(values.count + 1))::int]"
        }
        return """
            CREATE TABLE places (place_id text PRIMARY KEY, name text);
            CREATE TABLE rooms (room_id int PRIMARY KEY, place_id text, title text, size numeric);
            CREATE TABLE visits (visit_id int PRIMARY KEY, place_id text);
            CREATE TABLE notes (note_id serial, visit_id int, place text, room text, size double precision, day timestamptz);
            SELECT setseed(\(Double(seed) / 100));
            INSERT INTO places SELECT 'P' || n, \(drawn(names)) FROM generate_series(1, 8) AS n;
            INSERT INTO rooms SELECT n, 'P' || 1 + n % 9, \(drawn(rooms)), (\(drawn(sizes)))::numeric FROM generate_series(1, 25) AS n;
            INSERT INTO visits SELECT n, \(drawn(["P1", "P2", "P3", "P77", "NULL", "NULL"])) FROM generate_series(1, 400) AS n;
            INSERT INTO notes (visit_id, place, room, size)
            SELECT n, \(drawn(names)), \(drawn(rooms)), (\(drawn(sizes)))::float8 FROM generate_series(1, \(seed % 3 == 0 ? 380 : 400)) AS n;
            """
    }

    @Test("finds what is found in one piece", arguments: 1...6, [nil, "visit_id > 0"])
    func sameAsWhole(seed: Int, filter: String?) async throws {
        let script = Self.random(seed: seed)
        let whole = try await diagnosis(script, filter: filter, connections: 1)
        for connections in 2...4 {
            #expect(try await diagnosis(script, filter: filter, connections: connections) == whole)
        }
    }

    @Test("says for how many rows the catalogue has no number")
    func withoutNumber() async throws {
        let script =
            LinkageFixture.catalogue + """
                INSERT INTO rooms VALUES (11, 'P5', 'Cellar', NULL);
                INSERT INTO visits SELECT generate_series(1, 3);
                INSERT INTO notes (visit_id, place, room, size) VALUES (1, 'Plain House', 'Cellar', 5), (2, 'Plain House', 'Cellar', 6),
                    (3, 'Plain House', 'Nowhere', 5);
                """
        let diagnosis = try await diagnosis(script, filter: nil, connections: 1)
        let off = try #require(diagnosis.causes.first { $0.code == "number_off" })
        #expect(off.rows == 2)
        #expect(off.detail == "For 2 the catalogue gives no size.")
    }
}

@Suite("The figures of parts of a diagnosis")
struct LinkageFiguresTests {
    private func figures(_ sizes: [(rows: Int, names: Int)], of total: Int) throws -> LinkageFigures {
        var figures = try LinkageFigures([])
        figures.total.rows = total
        figures.sizes = sizes.map { LinkageFigures.Size(rows: $0.rows, names: $0.names) }
        return figures
    }

    @Test("tell how many names must be extracted, as counting them one by one does")
    func milestones() throws {
        for (index, sizes) in [[(1, 10)], [(5, 1), (2, 3), (1, 4)], [(1, 4), (7, 2)], [(3, 1)], []].enumerated() {
            let rows = sizes.flatMap { Array(repeating: $0.0, count: $0.1) }.sorted(by: >)
            for total in [rows.reduce(0, +), rows.reduce(0, +) + 7] where total > 0 {
                let figures = try figures(sizes, of: total)
                for percent in [10, 25, 50, 80] {
                    var sum = 0
                    let counted = rows.firstIndex { row in
                        sum += row
                        return 100 * sum >= percent * total
                    }
                    #expect(figures.namesNeeded(for: percent, of: figures.sizes) == counted.map { $0 + 1 }, "\(index)")
                }
            }
        }
    }

    @Test("give the middle of the differences, by their values and not by their texts")
    func middle() throws {
        var figures = try figures([], of: 1)
        #expect(figures.middleDifference == nil)
        figures.differences = [("9", 2), ("-12", 1), ("101", 1), ("9", 1)].map { .init(value: $0.0, rows: $0.1) }
        #expect(figures.middleDifference == "9")
        figures.differences = [("-3.5", 2), ("-12", 1), ("2", 1)].map { .init(value: $0.0, rows: $0.1) }
        #expect(figures.middleDifference == "-3.5")
    }

    @Test("cannot be joined when more texts are damaged than a part may tell")
    func tooMuchDamage() throws {
        var part = try figures([], of: 1)
        part.repairs = (0..<LinkageStatement.repairBound).map {
            .init(code: .oddSpaces, place: 2, text: "t\($0)", repaired: nil, rows: 1)
        }
        #expect(LinkageFigures(joining: [part, part]) == nil)
        #expect(LinkageFigures(joining: [part]) != nil)
        part.repairs.removeLast(part.repairs.count / 2 + 1)
        let joined = try #require(LinkageFigures(joining: [part, part]))
        #expect(joined.repairs.map(\.rows) == [2, 2, 2, 2, 2])
    }
}
