import Foundation

/// A run event of OpenLineage 2.0.2; names and meaning as in its specification (https://openlineage.io/spec/2-0-2).
///
/// Keys that are `nil` are left out.
struct OpenLineageEvent: Encodable {
    /// `COMPLETE`, or `ABORT` for an audit that was interrupted.
    let eventType: String
    /// When the audit ended, ISO 8601 in UTC.
    let eventTime: String
    /// What wrote the event, as URI.
    let producer: String
    /// The schema of the event.
    let schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
    /// The run.
    let run: OpenLineageRun
    /// The audit.
    let job: OpenLineageJob
    /// The tables that were looked at.
    let inputs: [OpenLineageInput]
    /// Always empty: an audit writes nothing.
    let outputs: [OpenLineageInput] = []
}

/// A run of a job.
struct OpenLineageRun: Encodable {
    /// The run's UUID.
    let runId: String
}

/// What ran.
struct OpenLineageJob: Encodable {
    /// Where names of jobs are unique.
    let namespace: String
    /// The name of the audit.
    let name: String
}

/// A table that was read.
struct OpenLineageInput: Encodable {
    /// The server that holds it.
    let namespace: String
    /// `database.schema.table`.
    let name: String
    /// What was found in it.
    let inputFacets: OpenLineageFacets
}

/// What was found in a table.
struct OpenLineageFacets: Encodable {
    /// Verdicts about the table.
    let dataQualityAssertions: OpenLineageAssertions?
    /// Figures about the table.
    let dataQualityMetrics: OpenLineageMetrics?
}

/// `DataQualityAssertionsDatasetFacet`, version 1.1.0.
struct OpenLineageAssertions: Encodable {
    /// What wrote the facet, as URI.
    let producer: String
    /// The schema of the facet.
    let schemaURL =
        "https://openlineage.io/spec/facets/1-1-0/DataQualityAssertionsDatasetFacet.json"
        + "#/$defs/DataQualityAssertionsDatasetFacet"
    /// One for each rule that was measured.
    let assertions: [OpenLineageAssertion]

    enum CodingKeys: String, CodingKey {
        case assertions
        case producer = "_producer"
        case schemaURL = "_schemaURL"
    }
}

/// A verdict.
struct OpenLineageAssertion: Encodable {
    /// The kind of the rule, such as `not_null`.
    let assertion: String
    /// Whether the rule holds.
    let success: Bool
    /// The column, for a rule about just one.
    let column: String?
    /// `error` or `warn`: how loudly a failure is reported.
    let severity: String
    /// The identifier of the rule.
    let name: String
    /// What the rule asserts, in words.
    let description: String
    /// The limits as the rule file writes them, such as `fail_if: > 50%`.
    let expected: String?
    /// What they were held against: a measured value, or how many violate the rule.
    let actual: String?
}

/// `DataQualityMetricsInputDatasetFacet`, version 1.0.2.
struct OpenLineageMetrics: Encodable {
    /// What wrote the facet, as URI.
    let producer: String
    /// The schema of the facet.
    let schemaURL =
        "https://openlineage.io/spec/facets/1-0-2/DataQualityMetricsInputDatasetFacet.json"
        + "#/$defs/DataQualityMetricsInputDatasetFacet"
    /// How many rows the table holds.
    let rowCount: Int
    /// Figures by column.
    let columnMetrics: [String: OpenLineageColumn]

    enum CodingKeys: String, CodingKey {
        case rowCount, columnMetrics
        case producer = "_producer"
        case schemaURL = "_schemaURL"
    }
}

/// Figures about a column.
struct OpenLineageColumn: Encodable {
    /// How many rows have no value; left out where that was not counted.
    let nullCount: Int?
    /// How many rows have one.
    let count: Int?
    /// The smallest value of a column of numbers.
    let min: Decimal?
    /// The largest.
    let max: Decimal?
}
