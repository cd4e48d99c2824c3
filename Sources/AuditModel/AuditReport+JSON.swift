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
    /// - Throws: `DecodingError` when the bytes are not such a report.
    public init(json data: Data) throws {
        self = try JSONDecoder().decode(AuditReport.self, from: data)
    }

    /// The same report with ``contentSHA256`` computed over everything but ``run``.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func sealed() throws -> AuditReport {
        var sealed = self
        sealed.contentSHA256 = try contentHash()
        return sealed
    }

    private func contentHash() throws -> String {
        let all = try Self.encoder(pretty: false).encode(self)
        guard var object = try JSONSerialization.jsonObject(with: all) as? [String: Any] else { return "" }
        object["run"] = nil
        object["content_sha256"] = nil
        let content = try JSONSerialization.data(
            withJSONObject: object,
            options: [.sortedKeys, .withoutEscapingSlashes]
        )
        return SHA256.hexadecimal(of: content)
    }

    private static func encoder(pretty: Bool) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return encoder
    }
}
