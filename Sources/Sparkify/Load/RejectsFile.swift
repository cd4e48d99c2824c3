import Foundation
import Ingest
import Postgres

/// The file that keeps the rejects of a load which was rolled back because of them.
struct RejectsFile {
    /// Where it is: JSON lines when the name ends in `.jsonl`, else CSV with a header.
    let path: String

    /// The columns of `staging.rejects` that it holds, in their order.
    private static let columns = [
        "source", "file", "line", "column_number", "byte_offset", "reason_code", "message", "raw",
    ]
    /// How many rejects are fetched at a time.
    private static let pageSize = 1000

    /// Writes the rejects of a load. Call it inside the load's transaction.
    ///
    /// - Returns: why the file could not be written; the load fails anyway, for the rejects.
    /// - Throws: ``PostgresError``.
    func write(loadID: Int, from schemas: SchemaSetup, _ connection: Connection) async throws -> SourceError? {
        let file: FileHandle
        do {
            file = try create()
        } catch {
            return SourceError(path: path, reason: Self.reason(of: error))
        }
        try await connection.query(
            """
            DECLARE plumb_rejects NO SCROLL CURSOR FOR
            SELECT \(raw: SQLText.columns(Self.columns)) FROM \(identifier: schemas.staging).rejects
            WHERE load_id = \(raw: String(loadID)) ORDER BY file_id, byte_offset
            """
        )
        do {
            if !isJSON { try file.write(contentsOf: Data((Self.columns.joined(separator: ",") + "\r\n").utf8)) }
            while true {
                let page = try await connection.query("FETCH \(raw: String(Self.pageSize)) FROM plumb_rejects")
                let lines = page.values.map { isJSON ? Self.object($0) : Self.record($0) }
                try file.write(contentsOf: Data(lines.joined().utf8))
                if page.count < Self.pageSize { break }
            }
            try file.close()
            return nil
        } catch let error as PostgresError {
            throw error
        } catch {
            return SourceError(path: path, reason: Self.reason(of: error))
        }
    }

    private var isJSON: Bool { path.lowercased().hasSuffix(".jsonl") }

    private func create() throws -> FileHandle {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    /// A row of CSV (RFC 4180).
    private static func record(_ values: [String?]) -> String {
        values.map { value in
            let text = value ?? ""
            guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return text }
            // Scalars, not characters: a quote with a combining mark behind it is still a quote to those who read it.
            return "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
        }.joined(separator: ",") + "\r\n"
    }

    /// A row as a JSON object on a line.
    private static func object(_ values: [String?]) -> String {
        let members = zip(columns, values).map { name, value in
            let text = value ?? ""
            let isNumber = ["line", "column_number", "byte_offset"].contains(name)
            return "\"\(name)\":" + (isNumber ? text : quoted(text))
        }
        return "{" + members.joined(separator: ",") + "}\n"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case CocoaError.fileWriteNoPermission: "permission denied"
        case CocoaError.fileWriteFileExists: "a file is in the way"
        case CocoaError.fileWriteOutOfSpace: "no space left on device"
        case CocoaError.fileWriteVolumeReadOnly: "the file system is read-only"
        default: error.localizedDescription
        }
    }
}
