/// The report formats that exist; a new one is a file in `Reporters` and a line in ``all``.
public enum Reporters {
    /// All formats, in the order in which help shows them.
    public static let all: [any Reporter.Type] = [
        JSONReporter.self,
        MarkdownReporter.self,
        HTMLReporter.self,
        JUnitReporter.self,
        SARIFReporter.self,
        GitHubReporter.self,
        GitHubSummaryReporter.self,
        TAPReporter.self,
        FindingsCSVReporter.self,
        BacklogCSVReporter.self,
        OpenLineageReporter.self,
        PrometheusReporter.self,
        TerminalReporter.self,
    ]

    /// The names of all formats, in the order of ``all``.
    public static var names: [String] { all.map { $0.name } }

    /// The format with a name or a file extension (`markdown` and `md` are the same), with its default options.
    public static func reporter(named name: String) -> (any Reporter)? {
        let type = all.first { $0.name == name } ?? all.first { $0.fileExtension == name }
        return type?.init()
    }
}
