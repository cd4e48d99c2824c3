public import AuditModel
public import Foundation
import Mustache

/// The results as JUnit XML, which nearly every CI system shows as test results.
///
/// Failing rules are failures, rules that could not be checked are errors, rules that were not looked at are skipped;
/// warnings and waived failures pass and say so in their output. The template holds the shape, ``JUnitPage`` the values.
public struct JUnitReporter: Reporter {
    /// The name on the command line.
    public static let name = "junit"
    /// How a file of the format ends.
    public static let fileExtension = "junit.xml"
    /// What the format is for.
    public static let summary = "JUnit XML: each rule as a test, for CI systems"

    /// Creates the reporter.
    public init() {}

    /// Appends the XML.
    ///
    /// - Throws: an error of the template, which would be a mistake in this module.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        XMLContentType.register()
        let template = try MustacheTemplate(string: JUnitTemplate.text)
        output.append(contentsOf: template.render(TemplateFields(of: JUnitPage(of: report))).utf8)
    }
}

/// Escapes each value of a template for XML.
private struct XMLContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { XMLText.escaped(text) }

    /// Makes the content type known to templates, once.
    static func register() { registration }

    private static let registration: Void = MustacheContentTypes.register(XMLContentType(), named: "XML")
}
