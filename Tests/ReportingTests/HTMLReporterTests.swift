import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The HTML report")
struct HTMLReporterTests {
    @Test(
        "The page loads nothing: one style sheet, two scripts, no address but links that people click",
        arguments: Fixture.all
    )
    func selfContained(fixture: Fixture) throws {
        let page = try Rendered.text(of: fixture.report, as: "html")
        #expect(page.matches(of: /<script/).count == 2)
        #expect(page.matches(of: /<style/).count == 1)
        #expect(page.contains("default-src &#39;none&#39;"))
        for address in page.matches(of: /(?:src|href|action|data)="([^"]*)"/) {
            #expect(address.1.hasPrefix("#") || address.1.hasPrefix("https://example.org/"), "\(address.1)")
        }
        for forbidden in [
            "<link", "<img", "<iframe", "<object", "<embed", "@import", "url(", " style=\"", "javascript:\"",
        ] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
    }

    @Test("No value becomes an element, an attribute or an end of one")
    func hostileTexts() throws {
        let page = try Rendered.text(of: Fixture.hostile.report, as: "html")
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img"))
        #expect(!page.contains("<b>four"))
        let deceptive = page.unicodeScalars.filter {
            (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) || $0.value == 0
        }
        #expect(deceptive.isEmpty)
        // Taking all tags of ours away leaves no angle bracket.
        let text = page.replacing(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>|<!DOCTYPE html>/, with: "")
            .replacing(/<\/?[a-z][a-z0-9]*(?: [a-zA-Z-]+(?:="[^"<>]*")?)*\/?>/, with: "")
        #expect(!text.contains("<") && !text.contains(">"))
    }

    @Test("Each rule can be linked to, by an anchor that follows from its identifier")
    func anchors() throws {
        let page = try Rendered.text(of: Fixture.sparkify.report, as: "html")
        for result in Fixture.sparkify.report.results {
            #expect(page.contains("id=\"rule-\(result.id)\""))
            #expect(page.contains("href=\"#rule-\(result.id)\""))
        }
    }

    @Test(
        "What looking beats reading is drawn, each with a title and a description",
        arguments: [
            ("funnel", "From all plays to linked ones"), ("backlog", "What extracting the missing artists would bring"),
            ("calendar-0", "Plays by hour, 2018-11-01 to 2018-11-30"), ("timeline", "Changes of level over time"),
            ("dimensions", "Scores by dimension"), ("trend", "Trend over 11 runs"),
        ]
    )
    func charts(name: String, title: String) throws {
        let page = try Rendered.text(of: Fixture.sparkify.report, as: "html")
        let heading = try #require(page.firstRange(of: "\(name)-title\">\(title)</title>"), "\(name)")
        let rest = page[heading.upperBound...]
        #expect(rest.hasPrefix("\n<desc id=\"") && !rest.contains("<desc id=\"\(name)-text\"></desc>"))
    }

    @Test("Hours that should have rows and have none are framed, accepted ones are not")
    func gaps() throws {
        let page = try Rendered.text(of: Fixture.sparkify.report, as: "html")
        #expect(page.matches(of: /class="gap"/).count == 24)
        #expect(page.contains("2018-11-25, 7:00: 0"))
    }

    @Test("Rows of days without a time are drawn by day, unless hours are looked for")
    func days() throws {
        var report = Fixture.sparkify.report
        let place = try #require(report.results.firstIndex { $0.activity != nil })
        var calendar = ActivityCalendar(noun: "deliveries")
        calendar.days = [3, 0, 12].enumerated().map { index, rows in
            ActivityDay(day: "2018-11-0\(index + 1)", hours: [rows] + Array(repeating: 0, count: 23))
        }
        calendar.missing = [
            TimeRange(from: "2018-11-02T00:00:00Z", to: "2018-11-03T00:00:00Z", buckets: 1, isAccepted: false)
        ]
        report.results[place].activity = calendar
        let page = try Rendered.text(of: report, as: "html")
        #expect(
            page.contains(
                "Deliveries by day; darker is more, at most 12 in a day; days that should have some and have none"
            )
        )
        #expect(page.contains("<title>2018-11-03: 12</title>") && page.matches(of: /class="gap"/).count == 1)
        #expect(!page.contains("<th scope=\"col\">Between</th>"))
        #expect(page.matches(of: />11-0[0-9]<\/text>/).count == 1)
        #expect(try Rendered.text(of: report, as: "md").contains("| 2018-11-02 | 1 |"))
        calendar.days = (1...31).map { ActivityDay(day: String(format: "2018-12-%02d", $0), hours: [1]) }
        report.results[place].activity = calendar
        let month = try Rendered.text(of: report, as: "html")
        #expect(month.contains(">12-26</text>") && !month.contains(">12-31</text>"))
        calendar.bucketNoun = "hours"
        calendar.gaps = [TimeGap(from: "2018-11-01T00:00:00Z", to: "2018-11-03T00:00:00Z", seconds: 172_800)]
        calendar.gaps[0].rowBefore = "delivery id 17"
        calendar.gaps[0].rowAfter = "delivery id 18"
        report.results[place].activity = calendar
        let byHour = try Rendered.text(of: report, as: "html")
        #expect(byHour.contains("Deliveries by day (across) and hour of the day"))
        #expect(byHour.contains("delivery id 17 and delivery id 18"))
        #expect(try Rendered.text(of: report, as: "md").contains("| delivery id 17 and delivery id 18 |"))
    }

    @Test("Links that a browser would run are shown as text")
    func links() throws {
        var report = Fixture.allPass.report
        report.results[0].links = ["javascript:alert(1)", "data:text/html,x", "https://example.org/\"onclick=alert(1)"]
        let page = try Rendered.text(of: report, as: "html")
        #expect(!page.contains("href=\"javascript") && !page.contains("href=\"data"))
        #expect(page.contains("href=\"https://example.org/&quot;onclick=alert(1)\""))
    }
}
