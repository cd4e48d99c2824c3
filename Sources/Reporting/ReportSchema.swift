/// The JSON Schema (draft 2020-12) of reports.
public enum ReportSchema {
    /// The schema on one line.
    public static let json = "{}"
}
