import AuditModel
import Testing

@testable import Reporting

@Suite("Targets of a backlog")
struct BacklogTargetTests {
    /// 1,000 rows of which 990 have no parent; three artists are missing, of 600, 200 and 100 rows.
    private func result(
        warnIf: String? = nil,
        failIf: String? = nil,
        change: (inout RuleResult) -> Void = { _ in }
    ) -> RuleResult {
        var result = RuleResult(
            id: "plays.linked",
            kind: "relationship",
            title: "Plays are linked",
            dimension: .coverage,
            severity: .error,
            status: .fail,
            message: "",
            location: Location(file: "rules.yaml", line: 1, column: 1)
        )
        result.population = 1_000
        result.violations = 990
        result.condition = ConditionTexts(warnIf: warnIf, failIf: failIf)
        let entries = [("A", 600, 600), ("B", 200, 800), ("C", 100, 900)].map { key, rows, all in
            BacklogEntry(key: key, rows: rows, children: 0, cumulativeRows: all)
        }
        result.diagnosis = LinkageDiagnosis(
            noun: "plays",
            keyNoun: "artists",
            rows: 1_000,
            linked: 10,
            conclusion: "",
            ceiling: Share(rows: 10),
            backlog: Backlog(noun: "artists", weightNoun: "plays", keys: 3, rows: 900, entries: entries, top: 10)
        )
        change(&result)
        return result
    }

    private func sentences(_ result: RuleResult) throws -> [String] {
        let backlog = try #require(result.diagnosis?.backlog)
        return BacklogTarget.targets(of: result).map { $0.sentence(of: backlog) }
    }

    @Test(
        "A limit says how many rows the backlog has to bring, and how many entries that takes",
        arguments: [
            (
                "> 50%",
                "at most 50 % may stay unlinked, which takes links for 490 plays: the first of the list brings them"
            ),
            ("> 20%", "at most 20 % may stay unlinked, which takes links for 790 plays: the first 2 bring them"),
            (">= 9.1%", "fewer than 9.1 % may stay unlinked, which takes links for 900 plays: the first 3 bring them"),
            ("> 189", "at most 189 may stay unlinked, which takes links for 801 plays: the first 3 bring them"),
            (
                "> 5%",
                "at most 5 % may stay unlinked, which takes links for 940 plays: out of reach with these artists alone"
            ),
            ("> 0", "none may stay unlinked, which takes links for 990 plays: out of reach with these artists alone"),
        ]
    )
    func limits(limit: String, words: String) throws {
        #expect(try sentences(result(failIf: limit)) == ["For the rule not to fail, \(words)"])
        #expect(try sentences(result(warnIf: limit)) == ["For the rule not to warn, \(words)"])
    }

    @Test("The stricter of two limits comes first, and a limit that is kept is no target")
    func several() throws {
        #expect(BacklogTarget.targets(of: result(warnIf: "> 5%", failIf: "> 50%")).map(\.gain) == [940, 490])
        #expect(BacklogTarget.targets(of: result(warnIf: "> 50%", failIf: "> 99%")).map(\.gain) == [490])
    }

    @Test("Where the report carries no entries, the target says only what it takes")
    func withheld() throws {
        let bare = result(failIf: "> 50%") { $0.diagnosis?.backlog?.entries = [] }
        let words = "For the rule not to fail, at most 50 % may stay unlinked, which takes links for 490 plays"
        #expect(try sentences(bare) == [words])
    }

    @Test("Limits that more links need not keep, limits of segments, and other populations give no target")
    func none() {
        let segmented = result(failIf: "> 50%") {
            $0.segments = SegmentVerdicts(columns: [], total: 0, notJudged: 0, fail: 0, warn: 0, shown: [])
        }
        let filtered = result(failIf: "> 50%") { $0.population = 900 }
        let others = [result(failIf: "< 5%"), result(failIf: "not between 1 and 5"), segmented, filtered]
        #expect(others.flatMap(BacklogTarget.targets).isEmpty)
    }

    @Test("The curve marks each target with its words, in the picture and in its text")
    func curve() throws {
        let result = result(warnIf: "> 5%", failIf: "> 20%")
        let chart = CloserLookView(result: result, id: "look").html.markup
        #expect(chart.contains("<path class=\"target warn\" d=\"M44 "))
        #expect(chart.contains("<path class=\"target fail\" d=\"M44 "))
        #expect(chart.contains(">at most 5 % unlinked: out of reach</text>"))
        #expect(chart.contains(">at most 20 % unlinked: first 2</text>"))
        let text = try #require(chart.firstMatch(of: /<desc id="look-backlog-text">([^<]*)/)).1
        for sentence in try sentences(result) { #expect(text.contains(sentence)) }
    }
}
