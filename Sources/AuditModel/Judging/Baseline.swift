import Checksum
public import Foundation

/// The figures that rules with a ratchet are held against: a small file that is made of a report and committed.
///
/// The same report gives the same bytes; it holds no time.
public struct Baseline: Codable, Sendable, Equatable {
    /// What one rule found when the baseline was taken.
    public struct Entry: Codable, Sendable, Equatable {
        /// How many things were looked at.
        public var population: Int
        /// How many of them broke the rule.
        public var violations: Int
        /// SHA-256 of the rule's query, which tells whether the rule still asks the same.
        public var querySHA256: String?

        enum CodingKeys: String, CodingKey {
            case population, violations
            case querySHA256 = "query_sha256"
        }

        /// Creates an entry.
        public init(population: Int, violations: Int, querySHA256: String?) {
            self.population = population
            self.violations = violations
            self.querySHA256 = querySHA256
        }
    }

    /// The version of this shape.
    public var baselineVersion: Int
    /// The name of the audit.
    public var audit: String
    /// The hash of the report's content.
    public var contentSHA256: String
    /// The figures by rule.
    public var rules: [String: Entry]
    /// SHA-256 of the file it was read from; empty for one that was just made.
    public var sha256 = ""

    /// The version that this module reads and writes.
    public static let currentVersion = 1

    /// The largest count that can be compared exactly.
    private static let largestCount = 10_000_000_000_000

    enum CodingKeys: String, CodingKey {
        case audit, rules
        case baselineVersion = "baseline_version"
        case contentSHA256 = "content_sha256"
    }

    /// Takes from a report the figures that it was held to; `nil` when it was held to none.
    init?(thatHeld report: AuditReport) {
        guard let standing = report.audit.baseline else { return nil }
        baselineVersion = Self.currentVersion
        audit = report.audit.name
        contentSHA256 = report.contentSHA256
        sha256 = standing.sha256
        rules = Dictionary(
            report.results.compactMap { result in
                guard let held = result.condition.baseline else { return nil }
                let entry = Entry(
                    population: held.population,
                    violations: held.violations,
                    // Of another query the report says only that it was another.
                    querySHA256: held.comparison == .changed ? "changed" : result.querySHA256
                )
                return (result.id, entry)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Takes the figures of every rule that was measured, those under a waiver included.
    public init(of report: AuditReport) {
        baselineVersion = Self.currentVersion
        audit = report.audit.name
        contentSHA256 = report.contentSHA256
        let measured = report.results.filter(\.status.isEvaluated)
        rules = Dictionary(
            measured.map { result in
                let entry = Entry(
                    population: result.population ?? 0,
                    violations: result.violations ?? 0,
                    querySHA256: result.querySHA256
                )
                return (result.id, entry)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Reads a baseline file.
    ///
    /// - Throws: `DecodingError`, ``UnknownBaselineVersion``, ``ImpossibleBaseline``.
    public init(json data: Data) throws {
        self = try JSONDecoder().decode(Baseline.self, from: data)
        guard baselineVersion == Self.currentVersion else { throw UnknownBaselineVersion(found: baselineVersion) }
        let possible = 0...Self.largestCount
        let wrong = rules.filter { !possible.contains($0.value.population) || !possible.contains($0.value.violations) }
        if let rule = wrong.keys.min() {
            throw ImpossibleBaseline(rule: rule)
        }
        sha256 = SHA256.hexadecimal(of: data)
    }

    /// The file: sorted keys, a newline at the end.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        var data = try encoder.encode(self)
        data.append(0x0A)
        return data
    }
}

/// A baseline whose shape this module does not know.
public struct UnknownBaselineVersion: Error, CustomStringConvertible {
    /// The version that the file names.
    public var found: Int

    /// What to do, in one line.
    public var description: String {
        "it has version \(found), but this plumb reads version \(Baseline.currentVersion); write it anew with 'plumb baseline'"
    }
}

/// A baseline with figures that no audit gives.
public struct ImpossibleBaseline: Error, CustomStringConvertible {
    /// The rule with such a figure.
    public var rule: String

    /// What is wrong, in one line.
    public var description: String { "its figures for '\(rule)' are below zero or too large" }
}
