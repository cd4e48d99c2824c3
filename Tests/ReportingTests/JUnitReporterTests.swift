import AuditModel
import Foundation
import Reporting
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("The JUnit report")
struct JUnitReporterTests {
    @Test("A parser reads every report, and its counts are those of the record", arguments: Fixture.all)
    func counts(fixture: Fixture) throws {
        let elements = try elements(of: fixture.report)
        let statistics = fixture.report.statistics
        let withoutVerdict = statistics.evaluated + statistics.error == 0 ? 1 : 0
        func count(_ name: String) -> Int { elements.count { $0.name == name } }
        #expect(count("testcase") == fixture.report.results.count + withoutVerdict)
        #expect(count("failure") == statistics.fail)
        #expect(count("error") == statistics.error + withoutVerdict)
        #expect(count("skipped") == statistics.notApplicable + statistics.skipped)
        #expect(count("system-out") == statistics.warn + statistics.waived + statistics.tolerated)
        let root = try #require(elements.first)
        #expect(root.name == "testsuites")
        for (attribute, element) in [
            ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
        ] {
            #expect(root.attributes[attribute] == String(count(element)))
            let suites = elements.filter { $0.name == "testsuite" }.compactMap { Int($0.attributes[attribute] ?? "") }
            #expect(suites.reduce(0, +) == count(element))
        }
    }

    @Test("A failure says what was found, how much, what to do and by which query")
    func failure() throws {
        let result = try #require(Fixture.sparkify.report.results.first { $0.id == "songplays.artist.linked" })
        let elements = try elements(of: Fixture.sparkify.report)
        let index = try #require(elements.firstIndex { $0.attributes["name"]?.hasPrefix("\(result.id): ") == true })
        #expect(elements[index].attributes["classname"] == "public.songplays")
        #expect(elements[index].attributes["file"] == result.location.file)
        #expect(elements[index].attributes["line"] == String(result.location.line))
        #expect(elements[index].attributes["time"] == "0.012")
        let failure = elements[index + 1]
        #expect(failure.name == "failure")
        #expect(failure.attributes["type"] == "critical")
        #expect(failure.attributes["message"]?.contains("6,819 of 6,820") == true)
        #expect(failure.text.contains("Measured: 6,819 of 6,820 rows (99.985 %)"))
        #expect(failure.text.contains(try #require(result.remediation)))
        #expect(failure.text.contains(try #require(result.query)))
    }

    @Test("Hostile text stays text: no element and no attribute comes from a value")
    func hostile() throws {
        let names = Set(try elements(of: Fixture.hostile.report).map(\.name))
        #expect(
            names == ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"]
        )
        var report = Fixture.allPass.report
        report.results[0].status = .fail
        report.results[0].title = "a \"quoted\" <b> & 'c' ]]> \u{0}\u{1B}\u{FFFE}\u{FFFF}\r\n\u{B} 🎵"
        let titles = try elements(of: report).compactMap { $0.attributes["name"] }
        #expect(
            titles.contains { $0.hasSuffix("a \"quoted\" <b> & 'c' ]]> ⟨U+0000⟩⟨U+001B⟩⟨U+FFFE⟩⟨U+FFFF⟩ 🎵") },
            "\(titles)"
        )
    }

    @Test("An interrupted audit is an error even when no rule is")
    func interrupted() throws {
        var report = Fixture.allPass.report
        report.run.incomplete = true
        report.gate = GateVerdict(results: report.results, failOn: .error, incomplete: true)
        let errors = try elements(of: report).filter { $0.name == "error" }
        #expect(errors.map { $0.attributes["message"] } == ["the audit was interrupted"])
    }

    private func elements(of report: AuditReport) throws -> [ParsedElement] {
        var data = Data()
        try JUnitReporter().write(report, to: &data)
        let collector = ElementCollector()
        let parser = XMLParser(data: data)
        parser.delegate = collector
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") in line \(parser.lineNumber)")
        return collector.elements
    }
}

/// What a parser saw of an element.
private struct ParsedElement {
    var name: String
    var attributes: [String: String]
    var text = ""
}

/// Collects all elements in the order of their start.
private final class ElementCollector: NSObject, XMLParserDelegate {
    var elements: [ParsedElement] = []
    private var open: [Int] = []

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(ParsedElement(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let element = open.last { elements[element].text += text }
    }
}
