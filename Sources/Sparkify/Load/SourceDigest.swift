import Checksum
import Ingest
import Postgres

/// A fingerprint of all files of a source as they look from outside: their folders, paths, sizes, times and inodes.
///
/// A load leaves it in the ledger. While the next load of the same schema finds the same one, every file is as that load
/// left it, and neither the ledger's rows nor the files need be looked at one by one.
enum SourceDigest {
    /// The fingerprint, a SHA-256 in hexadecimal.
    ///
    /// - Parameter folders: the folder of each kind, with links resolved.
    static func of(_ selection: SourceSelection, in folders: [SourceKind: String]) -> String {
        var hash = SHA256()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 << 17)
        for kind in SourceKind.allCases {
            guard let folder = folders[kind] else { continue }
            let files = selection.files[kind] ?? []
            // No path holds a zero byte, so that no two lists of files come to the same bytes.
            for text in [kind.rawValue, folder] { append(text, to: &bytes) }
            append(files.count, to: &bytes)
            for file in files {
                append(file.relativePath, to: &bytes)
                append(file.byteCount, to: &bytes)
                append(file.modifiedMicroseconds, to: &bytes)
                append(file.inode, to: &bytes)
                guard bytes.count > 1 << 16 else { continue }
                hash.update(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        hash.update(bytes)
        return hash.hexadecimal()
    }

    /// The fingerprint that the last load left which filled a schema; `nil` when it left none.
    static func remembered(_ schemas: SchemaSetup, _ connection: Connection) async throws -> String? {
        try await connection.query(
            "SELECT source_digest FROM plumb.loads WHERE star_schema = \(schemas.star) ORDER BY load_id DESC LIMIT 1"
        ).first?["source_digest"]
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: Int64(number).littleEndian) { bytes.append(contentsOf: $0) }
    }
}
