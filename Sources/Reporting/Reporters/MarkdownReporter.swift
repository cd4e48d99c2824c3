public import AuditModel
public import Foundation
import Mustache

/// The report for people who govern data and know no SQL; shown right by GitHub and pandoc.
///
/// The template holds what is said and in which order, ``MarkdownPage`` the values. Values are escaped by the template's
/// content type, so that a value which somebody forgets to escape cannot exist; only `{{{…}}}` takes finished Markdown.
public struct MarkdownReporter: Reporter {
    /// The name on the command line.
    public static let name = "markdown"
    /// How a file of the format ends.
    public static let fileExtension = "md"
    /// What the format is for.
    public static let summary = "for people: verdict, governance issues, all rules, appendix with SQL"

    /// Creates the reporter.
    public init() {}

    /// Appends the Markdown.
    ///
    /// - Throws: an error of the template, which would be a mistake in this module.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        MarkdownContentType.register()
        let page = TemplateFields(of: MarkdownPage(of: report))
        for chapter in MarkdownTemplate.chapters {
            output.append(contentsOf: try MustacheTemplate(string: chapter).render(page).utf8)
        }
    }
}

/// Escapes each value of a template for Markdown.
private struct MarkdownContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { Markdown.escaped(text) }

    /// Makes the content type known to templates, once.
    static func register() { registration }

    private static let registration: Void = MustacheContentTypes.register(MarkdownContentType(), named: "MARKDOWN")
}
