public import AuditModel
public import Foundation

/// The report as one page for a browser: light and dark, for screen, phone and paper, with charts and a table of rules that
/// can be searched.
///
/// The page is one file that asks nothing of the network. Markup is written with ``HTML``, whose literals are markup and
/// whose values are escaped by their type: a template library would read 5,000 rules by reflection and has nothing for
/// drawing.
public struct HTMLReporter: Reporter {
    /// The name on the command line.
    public static let name = "html"
    /// How a file of the format ends.
    public static let fileExtension = "html"
    /// What the format is for.
    public static let summary = "for people: one page with charts and a table of rules to search"

    /// Creates the reporter.
    public init() {}

    /// Appends the page.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        output.append(contentsOf: HTMLPage(report: report).html.markup.utf8)
    }
}
