/// A log file of the Static Analysis Results Interchange Format; names and meaning as in OASIS SARIF 2.1.0 (errata 01).
///
/// Keys that are `nil` are left out, as the format's schema demands.
struct SARIFLog: Encodable {
    /// Where the schema is published.
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    /// The version of the format.
    let version = "2.1.0"
    /// Always one.
    let runs: [SARIFRun]

    enum CodingKeys: String, CodingKey {
        case version, runs
        case schema = "$schema"
    }
}

/// One audit.
struct SARIFRun: Encodable {
    /// What looked.
    let tool: SARIFTool
    /// When it looked and how that ended; always one.
    let invocations: [SARIFInvocation]
    /// Which audit this is, so that results of different audits replace each other only within their own.
    let automationDetails: SARIFIdentifier
    /// How columns are counted.
    let columnKind = "unicodeCodePoints"
    /// The findings.
    let results: [SARIFResult]
}

/// An object that has just an identifier.
struct SARIFIdentifier: Encodable {
    /// The identifier.
    let id: String
}

/// The program with its rules.
struct SARIFTool: Encodable {
    /// The program.
    let driver: SARIFDriver
}

/// The program.
struct SARIFDriver: Encodable {
    /// Its name.
    let name: String
    /// Its version.
    let version: String
    /// All rules, whether they hold or not.
    let rules: [SARIFRule]
}

/// A declared rule.
struct SARIFRule: Encodable {
    /// The stable identifier.
    let id: String
    /// What the rule asks.
    let shortDescription: SARIFText
    /// The same with its description and why it matters.
    let fullDescription: SARIFText
    /// What to do when the rule fails.
    let help: SARIFText
    /// How grave a failure is.
    let defaultConfiguration: SARIFConfiguration
    /// Further facts.
    let properties: SARIFRuleProperties
}

/// How a rule is set up.
struct SARIFConfiguration: Encodable {
    /// `error`, `warning` or `note`.
    let level: String
}

/// What SARIF has no words for.
struct SARIFRuleProperties: Encodable {
    /// Labels, each once.
    let tags: [String]
    /// The kind of the rule.
    let kind: String
    /// The quality dimension.
    let dimension: String
    /// How much a failure matters.
    let severity: String
    /// Who acts on a failure.
    let owner: String?
    /// The policy that the rule checks.
    let policy: String?
}

/// A text for people.
struct SARIFText: Encodable {
    /// The text, without markup.
    let text: String
}

/// How the audit went.
struct SARIFInvocation: Encodable {
    /// Whether everything could be checked.
    let executionSuccessful: Bool
    /// The exit code of the gate.
    let exitCode: Int
    /// Why that code.
    let exitCodeDescription: String
    /// When the audit began, ISO 8601 in UTC.
    let startTimeUtc: String
    /// When the audit ended, ISO 8601 in UTC.
    let endTimeUtc: String
    /// What kept the audit from a verdict.
    let toolExecutionNotifications: [SARIFNotification]
}

/// Something that happened to the audit rather than was found by it.
struct SARIFNotification: Encodable {
    /// `error`.
    let level: String
    /// What happened.
    let message: SARIFText
}

/// A finding.
struct SARIFResult: Encodable {
    /// The rule.
    let ruleId: String
    /// The rule's place in ``SARIFDriver/rules``, from 0.
    let ruleIndex: Int
    /// `error`, `warning` or `note`.
    let level: String
    /// What was found, with figures.
    let message: SARIFText
    /// Where the rule is declared; always one.
    let locations: [SARIFLocation]
    /// What makes the finding the same in the next audit.
    let partialFingerprints: [String: String]
    /// The live waiver; an empty list says that the finding is not suppressed.
    let suppressions: [SARIFSuppression]
    /// `new`, `unchanged` or `updated` compared with the run before; `nil` when none is known.
    let baselineState: String?
    /// The figures.
    let properties: SARIFResultProperties
}

/// A decision to live with a finding.
struct SARIFSuppression: Encodable {
    /// `external`: the decision is not in the data.
    let kind = "external"
    /// `accepted`.
    let status = "accepted"
    /// Who decided what, why and until when.
    let justification: String
}

/// What SARIF has no words for.
struct SARIFResultProperties: Encodable {
    /// What happened.
    let status: String
    /// How many things were looked at.
    let population: Int?
    /// How many of them break the rule.
    let violations: Int?
    /// The share of them, three decimals.
    let percent: String?
    /// What the numbers count.
    let unit: String
    /// SHA-256 of the query.
    let querySHA256: String?

    enum CodingKeys: String, CodingKey {
        case status, population, violations, percent, unit
        case querySHA256 = "query_sha256"
    }
}

/// A place in a rule file, and the table that the rule looks at.
struct SARIFLocation: Encodable {
    /// The place in the rule file.
    let physicalLocation: SARIFPhysicalLocation
    /// The table, if the rule names one.
    let logicalLocations: [SARIFLogicalLocation]?
}

/// A place in a file.
struct SARIFPhysicalLocation: Encodable {
    /// The file.
    let artifactLocation: SARIFArtifactLocation
    /// The place in it.
    let region: SARIFRegion
}

/// A file.
struct SARIFArtifactLocation: Encodable {
    /// The file as URI reference, relative unless the file was named by an absolute path.
    let uri: String
}

/// A place in a text; lines and columns count from 1.
struct SARIFRegion: Encodable {
    /// The line.
    let startLine: Int
    /// The column.
    let startColumn: Int
}

/// A table.
struct SARIFLogicalLocation: Encodable {
    /// The table, `schema.table`.
    let fullyQualifiedName: String
    /// `resource`.
    let kind = "resource"
}
