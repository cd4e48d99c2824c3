import Checksum
public import Foundation

extension AuditReport {
    /// The canonical JSON: sorted keys, no white space that depends on the platform, a newline at the end.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func json() throws -> Data {
        var data = try Self.encoder(pretty: true).encode(self)
        data.append(0x0A)
        return data
    }

    /// Reads a report from its JSON.
    ///
    /// Older reports of the same major version are read; what they lack is empty.
    /// - Throws: `DecodingError` when the bytes are not such a report, ``UnknownSchemaVersion``.
    public init(json data: Data) throws {
        // What says no version is no report at all, which decoding it says better.
        let version = try? JSONDecoder().decode(SchemaVersion.self, from: data).schemaVersion
        if let version, Self.major(version) != Self.major(Self.currentSchemaVersion) {
            throw UnknownSchemaVersion(found: version)
        }
        self = try JSONDecoder().decode(AuditReport.self, from: data)
    }

    private struct SchemaVersion: Decodable {
        var schemaVersion: String

        enum CodingKeys: String, CodingKey { case schemaVersion = "schema_version" }
    }

    private static func major(_ version: String) -> Substring? {
        version.split(separator: ".").first
    }

    /// The same report with ``contentSHA256`` computed over everything but ``run``.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func sealed() throws -> AuditReport {
        var sealed = self
        sealed.contentSHA256 = try contentHash()
        return sealed
    }

    /// Key by key, so that each core encodes some: a report is sealed before anybody can show it.
    ///
    /// `JSONSerialization` would sort keys by the locale, and takes ten times as long.
    private func contentHash() throws -> String {
        let parts = content.sorted { $0.key.rawValue < $1.key.rawValue }
        let encoded = try parts.concurrentMap { part -> Data in
            let value: any Encodable = part.value
            return try Self.encoder(pretty: false).encode(value)
        }
        var bytes = Data("{".utf8)
        for (part, value) in zip(parts, encoded) {
            bytes.append(contentsOf: "\(bytes.count > 1 ? "," : "")\"\(part.key.rawValue)\":".utf8)
            bytes.append(value)
        }
        bytes.append(UInt8(ascii: "}"))
        return SHA256.hexadecimal(of: bytes)
    }

    /// Everything that a report's hash covers.
    private var content: [(key: CodingKeys, value: any Encodable & Sendable)] {
        [
            (.schemaVersion, schemaVersion), (.tool, tool), (.audit, audit), (.gate, gate), (.statistics, statistics),
            (.dimensions, dimensions), (.policies, policies), (.questions, questions), (.issues, issues),
            (.results, results), (.loads, loads), (.tables, tables), (.constraintSuggestions, constraintSuggestions),
            (.unchecked, unchecked),
        ]
    }

    private static func encoder(pretty: Bool) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return encoder
    }
}

/// A report whose shape this module does not know.
public struct UnknownSchemaVersion: Error, CustomStringConvertible {
    /// The version that the report names.
    public var found: String

    /// What to do, in one line.
    public var description: String {
        "it has schema version \(found), but this plumb reads version \(AuditReport.currentSchemaVersion) and others that begin "
            + "with the same number; run the audit again, or use the plumb that wrote it"
    }
}
