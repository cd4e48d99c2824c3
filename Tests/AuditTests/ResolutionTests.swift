@testable import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Resolving rows into entities")
struct ResolutionTests {
    /// Invented people, some twice with slips of the pen; the number before the dash says who is meant.
    private func people(_ count: Int) -> String {
        var random = SeededGenerator(state: 5)
        func word(_ syllables: Int) -> String {
            (0..<syllables).map { _ in
                ["ba", "ko", "ri", "mel", "tan", "su", "dor", "vi", "lek", "na", "po", "shi", "gre", "wu"]
                    .randomElement(using: &random) ?? ""
            }.joined()
        }
        func slip(_ text: String) -> String {
            guard text.count > 2, Int.random(in: 0..<10, using: &random) < 3 else { return text }
            var letters = Array(text)
            let place = Int.random(in: 0..<letters.count - 1, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: letters.swapAt(place, place + 1)
            case 1: letters.remove(at: place)
            default: letters.insert("x", at: place)
            }
            return String(letters)
        }
        let firstNames = (0..<60).map { _ in word(2) }
        var rows: [String] = []
        for number in 0..<count {
            let year = Int.random(in: 1930...2005, using: &random)
            let day = Int.random(in: 1...28, using: &random)
            let born = "\(year)\(Int.random(in: 10...12, using: &random))\(day < 10 ? "0" : "")\(day)"
            let person = [
                firstNames.randomElement(using: &random) ?? "", word(3), word(4), born,
                "\(Int.random(in: 1_000_000...9_999_999, using: &random))",
            ]
            rows.append("('\(number)-0', \(person.map { "'\($0)'" }.joined(separator: ", ")))")
            guard number % 3 == 0 else { continue }
            let second = person.map { Int.random(in: 0..<12, using: &random) == 0 ? "NULL" : "'\(slip($0))'" }
            rows.append("('\(number)-1', \(second.joined(separator: ", ")))")
        }
        return """
            CREATE TABLE people (id text PRIMARY KEY, first_name text, last_name text, street text, born text, phone text);
            INSERT INTO people VALUES \(rows.joined(separator: ",\n"));
            """
    }

    @Test("People who are there twice with slips of the pen are found without labels")
    func accuracy() async throws {
        let count = 450
        let rule = try rule(
            "duplicates",
            ["dataset": "people", "compare": ["first_name", "last_name", "street", "born", "phone"]]
        )
        let entities = try #require(try await result(people(count), rule).entities)
        let likely = entities.pairs.filter { $0.verdict == "likely" }
        let right = likely.count { $0.first.split(separator: "-").first == $0.second.split(separator: "-").first }
        let precision = Double(right) / Double(max(1, likely.count))
        let recall = Double(right) / Double(count / 3)
        #expect(2 * precision * recall / (precision + recall) >= 0.97, "precision \(precision), recall \(recall)")
        #expect(entities.rows == count + count / 3)
        #expect(entities.entities == entities.rows - entities.clusters.reduce(0) { $0 + $1.keys.count - 1 })
    }

    @Test("One edit is told in SQL as in plain code, on random texts")
    func oneEdit() async throws {
        var random = SeededGenerator(state: 7)
        func text() -> String {
            String((0..<Int.random(in: 1...6, using: &random)).map { _ in "abé'".randomElement(using: &random) ?? "a" })
        }
        let pairs = (0..<1_500).map { _ in (text(), text()) }.filter { $0 != $1 }
        let values = pairs.map { "(\(SQL.quoted(literal: $0)), \(SQL.quoted(literal: $1)))" }.joined(separator: ", ")
        let found = try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.query(
                SQL(raw: "SELECT \(Comparison.isOneEdit("x", "y")) AS one FROM (VALUES \(values)) AS v (x, y)")
            ).map { $0["one"] == "t" }
        }
        for ((first, second), one) in zip(pairs, found) {
            #expect(one == isOneEdit(Array(first), Array(second)), "\(first) \(second)")
        }
        #expect(found.contains(true) && found.contains(false))
    }

    private func isOneEdit(_ first: [Character], _ second: [Character]) -> Bool {
        var texts: Set<[Character]> = []
        for place in first.indices {
            var changed = first
            changed.remove(at: place)
            texts.insert(changed)
            for letter in "abé'" {
                changed = first
                changed[place] = letter
                texts.insert(changed)
            }
            if place + 1 < first.count {
                changed = first
                changed.swapAt(place, place + 1)
                texts.insert(changed)
            }
        }
        for place in 0...first.count {
            for letter in "abé'" {
                var changed = first
                changed.insert(letter, at: place)
                texts.insert(changed)
            }
        }
        return texts.contains(second)
    }

    @Test("Expectation-maximisation finds the chances that patterns were made with")
    func chances() {
        let comparisons = (0..<4).map { Comparison(column: "c\($0)", form: .exact) }
        let m = [0.95, 0.9, 0.8, 0.97]
        let u = [0.01, 0.05, 0.02, 0.1]
        let share = 0.02
        let all = 1_000_000.0
        let patterns = (0..<16).map { bits in
            let levels = (0..<4).map { bits >> $0 & 1 }
            func chance(_ same: [Double]) -> Double {
                levels.indices.reduce(1) { $0 * (levels[$1] == 0 ? same[$1] : 1 - same[$1]) }
            }
            let pairs = all * (share * chance(m) + (1 - share) * chance(u))
            return LinkageModel.Pattern(levels: levels, pairs: Int(pairs.rounded()))
        }
        var model = LinkageModel(comparisons, u: u.map { [$0, 1 - $0] }, rows: 1_415)
        model.fit(patterns, allPairs: all)
        for index in m.indices { #expect(abs(model.m[index][0] - m[index]) < 0.01) }
        #expect(abs(model.share - share) < 0.001)
    }

    @Test("Columns that depend on one another, and a value that stands in two columns, make nobody the same")
    func dependence() async throws {
        let word = "translate(substr(md5(%), 1, 9), '0123456789', 'ghijklmnop')"
        func text(_ seed: String) -> String { word.replacing("%", with: seed) }
        let script = """
            CREATE TABLE customers AS SELECT i AS id, \(text("i || 's'")) AS customer, \(text("t || 't'")) AS billing_city,
                \(text("CASE WHEN i % 10 = 0 THEN (t + i) % 397 ELSE t END || 't'")) AS shipping_city,
                (10000000 + i * 7907 % 89999999)::text AS account
            FROM (SELECT i, i * i % 397 AS t FROM generate_series(1, 3000) AS i) AS numbers;
            CREATE TABLE goods AS SELECT i AS id, \(text("i % 40 || 'b'")) AS brand, \(text("i % 40 % 15 || 'm'")) AS manufacturer,
                \(text("i % 600 || 'x'")) AS model, (10000000 + i * 7907 % 89999999)::text AS ean
            FROM generate_series(1, 3000) AS i;
            CREATE TABLE members AS SELECT i AS id, \(text("i % 97 || 'g' || i / 2000")) AS given_name,
                \(text("CASE WHEN i % 80 = 0 THEN 0 ELSE i END || 's'")) AS surname,
                (10000000 + i * 7907 % 89999999)::text AS account FROM generate_series(1, 4000) AS i;
            UPDATE members SET given_name = surname WHERE id = 80;
            """
        let columns = [
            "customers": ["customer", "billing_city", "shipping_city", "account"],
            "goods": ["brand", "manufacturer", "model", "ean"],
            "members": ["given_name", "surname", "account"],
        ]
        for (table, compared) in columns {
            let keys: Literal = [
                "dataset": .scalar(table), "key": ["id"], "compare": .list(compared.map(Literal.scalar)),
            ]
            let result = try await result(script, try rule("duplicates", keys))
            #expect(result.status == .pass, "\(table): \(result.message)")
        }
    }

    @Test("A tree holds the strongest dependences, and agreement of both counts as that of the rarer one")
    func tree() {
        let comparisons = ["town", "postcode", "state", "name"].map { Comparison(column: $0, form: .exact) }
        let single = [0.01, 0.02, 0.2, 0.001]
        let joint = JointAgreement(
            pairs: 1e6,
            single: single,
            both: [[0, 1]: 0.01, [0, 2]: 0.01, [1, 2]: 0.02, [0, 3]: 0.000_01, [1, 3]: 0.000_02, [2, 3]: 0.000_2]
        )
        var model = LinkageModel(comparisons, u: single.map { [$0, 1 - $0] }, rows: 2_000)
        let town = model.weight(of: [0, 1, 1, 1])
        model.findDependences([], allPairs: 2e6, joint)
        #expect(
            model.dependences.map(\.columns) == [[0, 1], [0, 2]]
                || model.dependences.map(\.columns) == [[0, 1], [1, 2]]
        )
        // A postcode and a state that go with the town say no more than that they do not differ.
        let m = model.m[1]
        let agreement = model.weight(of: [0, 0, 0, 1]) - town
        let once = log2(m[0]) - log2(m[1] / (1 - single[1])) + log2(m[0]) - log2(m[1] / (1 - single[2]))
        #expect(abs(agreement - once) < 0.3)
    }

    @Test("Evidence of other tables is said in words, and makes equal names a question instead of an answer")
    func evidence() async throws {
        let script = """
            CREATE TABLE people (id int PRIMARY KEY, name text, gender text);
            INSERT INTO people SELECT n, 'name ' || n, 'F' FROM generate_series(1, 20) AS n;
            INSERT INTO people VALUES (21, 'name 1', 'F'), (22, 'name 2', 'F'), (23, $$'; DROP TABLE people; --"\\$$, NULL),
                (24, NULL, NULL), (25, '', '');
            CREATE TABLE log (person int, town text, ts bigint);
            INSERT INTO log VALUES (1, 'A', 0), (21, 'B', 90000000), (2, 'A', 0), (22, 'A', 60000);
            """
        let keys: Literal = [
            "dataset": "people", "compare": ["name", "gender"], "counts": "possible",
            "evidence": [["dataset": "log", "key": "person", "columns": ["town"], "latest": "ts"]],
            "never": [["concurrent": "log", "key": "person", "time": "ts"]],
        ]
        let sensitive = ["name", "gender"]
        let place = Location(file: "t.yaml", line: 1, column: 1)
        let people = DatasetName(schema: "public", table: "people")
        let report = try await audit(
            script + "UPDATE log SET ts = 30000 WHERE person = 22; INSERT INTO log VALUES (2, 'A', 60000);",
            [rule("duplicates", keys)],
            datasets: [people: DatasetDeclaration(sensitive: Set(sensitive), location: place)]
        )
        let result = try #require(report.results.first)
        let entities = try #require(result.entities, "\(result.message)")
        let first = try #require(entities.pairs.first { $0.first == "1" && $0.second == "21" })
        #expect(first.verdict == "possible")
        #expect(first.evidence == "same name and gender; different town; never in session at the same time")
        let second = try #require(entities.pairs.first { $0.first == "2" && $0.second == "22" })
        #expect(second.verdict == "unlikely")
        #expect(second.evidence == "same name and gender; same town; in session at the same time, so they are not one")
        #expect(result.violations == 2 && result.population == 23)
        #expect(!String(decoding: try report.json(), as: UTF8.self).contains("name 1"))
    }
}
