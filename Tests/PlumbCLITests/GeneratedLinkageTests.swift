import Foundation
import TestSupport
import Testing

@Suite("The diagnosis of generated data")
struct GeneratedLinkageTests {
    /// How many plays have each defect, by the option of `plumb generate`.
    private static func numbers(_ size: Int) -> [String: Int] {
        [
            "linked-plays": 3 * size, "unknown-titles": 2 * size + 1, "respelled-artists": size + 2,
            "edition-titles": size + 3, "other-durations": size + 4, "namesake-titles": size + 5,
            "doubly-encoded": 2 * size + 6, "borrowed-titles": size + 7, "compound-artists": size + 8,
            "odd-spaces": size + 9, "control-characters": size + 10, "decomposed-accents": size + 11,
        ]
    }

    @Test("finds each defect in the number that was asked for", arguments: [3, 20, 90])
    func exact(size: Int) async throws {
        let numbers = Self.numbers(size)
        func number(_ names: String...) -> Int { names.reduce(0) { $0 + (numbers[$1] ?? 0) } }
        let plays = 600 + 20 * size
        let folder = try TemporaryFolder()
        let options = numbers.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", String($0.value)] }
        let sizes = ["--events", String(plays + 400), "--plays", String(plays), "--songs", "200", "--days", "10"]
        let made = ["generate", "data", "--seed", String(size)] + sizes + options
        #expect(try await ProgramRun(made, in: folder.path).end().code == 0)
        try await TestDatabase.withDatabase { database in
            let arguments = ["run", "data", "--rules", sparkifyRules, "--select", "songplays.artist.linked"]
            let end = try await ProgramRun(arguments, in: folder.path, environment: ["PGDATABASE": database]).end()
            #expect(end.code == 1, "\(end.problems)")
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            let result = report.result("songplays.artist.linked")
            let diagnosis = try #require(result["diagnosis"] as? [String: Any], "\(result["facts"] ?? "")")
            let causes = Self.rows(diagnosis["causes"])
            #expect(diagnosis["rows"] as? Int == plays)
            #expect(diagnosis["linked"] as? Int == number("linked-plays"))
            #expect(causes.values.reduce(0, +) == plays - number("linked-plays"))
            #expect(
                causes["parent_respelled"]
                    == number("respelled-artists", "compound-artists", "odd-spaces", "control-characters")
            )
            #expect(causes["detail_missing"] == number("unknown-titles"))
            #expect(causes["detail_respelled"] == number("edition-titles"))
            #expect((causes["number_off"] ?? 0) + (causes["link_lost"] ?? 0) == number("other-durations"))
            #expect(causes["namesake"] == number("borrowed-titles"))
            let missing = (diagnosis["causes"] as? [[String: Any]])?.first { $0["code"] as? String == "parent_missing" }
            #expect(Self.rows(missing?["parts"])["namesake"] == number("namesake-titles"))
            let faults = Self.rows(diagnosis["faults"])
            #expect(faults["double_encoding"] == number("doubly-encoded"))
            #expect(faults["odd_spaces"] == number("odd-spaces"))
            #expect(faults["control_characters"] == number("control-characters"))
            #expect(faults["mixed_normal_forms"] == number("decomposed-accents"))
            #expect(faults["several_names"] == number("compound-artists"))
            let again = ["report", "reports/audit.json", "--format", "backlog", "--output", "-"]
            let csv = try await ProgramRun(again, in: folder.path).end()
            let backlog = diagnosis["backlog"] as? [String: Any]
            let lines = csv.output.split(separator: "\r\n").filter { $0.contains(",artists,") }
            #expect(lines.count == backlog?["keys"] as? Int)
        }
    }

    /// The rows by code.
    private static func rows(_ list: Any?) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: (list as? [[String: Any]] ?? []).map {
                ($0["code"] as? String ?? "", $0["rows"] as? Int ?? -1)
            }
        )
    }
}
