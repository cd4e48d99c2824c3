import AuditModel
import Checksum
import Foundation

/// The whole page: head, contents and sections in the order in which they are read.
struct HTMLPage {
    /// The report.
    let report: AuditReport

    /// The page.
    var html: HTML {
        let anchors = RuleAnchors(of: report.results)
        let style = PageStyle.text
        let title = "\(report.audit.name): \(report.verdict)".onOneLine
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy(style: style))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="\(report.tool.name) \(report.tool.version)">
            <title>\(title)</title>
            <style>\(HTML(unchecked: style))</style>
            <script>\(HTML(unchecked: PageScript.early))</script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            \(contents)
            <main id="main">
            \(sections(anchors))
            </main>
            <footer><p class="note">Written by \(report.tool.name) \(report.tool.version) from the record \
            <code>\(report.contentSHA256)</code>. This page works without a network.</p></footer>
            <script>\(HTML(unchecked: PageScript.text))</script>
            </body>
            </html>

            """
    }

    private func sections(_ anchors: RuleAnchors) -> [HTML] {
        [
            VerdictSection(report: report, anchors: anchors).html,
            ChangesSection(report: report, anchors: anchors).html,
            QuestionsSection(report: report, anchors: anchors).html,
            IssuesSection(report: report, anchors: anchors).html,
            ScorecardSection(report: report, anchors: anchors).html,
            LoadsSection(report: report).html,
            UncheckedSection(report: report, anchors: anchors).html,
            RulesSection(report: report, anchors: anchors).html,
            DetailsSection(report: report, anchors: anchors).html,
            TablesSection(report: report).html,
            SuggestionsSection(suggestions: report.constraintSuggestions ?? []).html,
            EnvironmentSection(report: report).html,
            WordsSection().html,
        ]
    }

    private var contents: HTML {
        let hasQuestions = report.questions.map { !$0.isEmpty } ?? false
        let places: [(String, String)?] = [
            ("verdict", "Verdict"), ChangeSummary(of: report).lead == nil ? nil : ("changes", "Changes"),
            hasQuestions ? ("questions", "Questions") : nil, ("issues", "Issues"),
            ("scorecard", "Scorecard"), ("loads", "Loads"), ("unchecked", "Not checked"), ("rules", "Rules"),
            ("details", "Details"), ("words", "Words"),
        ]
        let links = places.compactMap(\.self).map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>" as HTML }
        return """
            <nav class="contents" aria-label="Contents"><ul>\(links)
            <li><button type="button" id="theme" hidden>Light or dark</button></li></ul></nav>
            """
    }

    /// Nothing is fetched and nothing runs but the style sheet and the scripts above, known by checksum.
    private static func policy(style: String) -> String {
        let scripts = [PageScript.early, PageScript.text].map(source).joined(separator: " ")
        return """
            default-src 'none'; style-src \(source(style)); script-src \(scripts); base-uri 'none'; form-action 'none'
            """
    }

    private static func source(_ text: String) -> String {
        "'sha256-\(Data(SHA256.digest(of: text.utf8)).base64EncodedString())'"
    }
}
