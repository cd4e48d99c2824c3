import Foundation
import Ingest
import Postgres

/// Which files a load reads and which numbers it gives.
struct LoadPlan: Sendable {
    /// The load's number.
    let loadID: Int
    /// The files to read, by kind, in the order of their paths.
    private(set) var files: [SourceKind: [PlannedFile]] = [:]
    /// How many files there are that need not be read, by kind.
    private(set) var unchanged: [SourceKind: Int] = [:]
    /// The first free numbers of songplays, events and song records.
    let firstSongplayID: Int
    let firstEventID: Int
    let firstRecordID: Int

    /// Compares the files with the ledger. Call it with the load's lock held.
    init(_ selection: SourceSelection, _ schemas: SchemaSetup, _ connection: Connection) async throws {
        let free = try await connection.query(
            """
            SELECT (SELECT coalesce(max(load_id), 0) + 1 FROM plumb.loads) AS load,
                   (SELECT coalesce(max(file_id), 0) + 1 FROM plumb.files) AS file,
                   (SELECT coalesce(max(songplay_id), 0) + 1 FROM \(identifier: schemas.star).songplays) AS songplay,
                   (SELECT coalesce(max(event_id), 0) + 1 FROM \(identifier: schemas.staging).events) AS event,
                   (SELECT coalesce(max(record_id), 0) + 1 FROM \(identifier: schemas.staging).songs) AS record
            """
        ).first
        loadID = free?.integer("load") ?? 1
        firstSongplayID = free?.integer("songplay") ?? 1
        firstEventID = free?.integer("event") ?? 1
        firstRecordID = free?.integer("record") ?? 1
        var nextFileID = free?.integer("file") ?? 1
        let known = try await Self.knownFiles(schemas, connection)
        for kind in SourceKind.allCases {
            for file in selection.files[kind] ?? [] {
                let earlier = known[FileKey(kind: kind, path: file.relativePath)]
                if earlier == FileState(file) {
                    unchanged[kind, default: 0] += 1
                } else {
                    files[kind, default: []].append(PlannedFile(file: file, id: nextFileID, isKnown: earlier != nil))
                    nextFileID += 1
                }
            }
        }
    }

    /// All files to read.
    var allFiles: [PlannedFile] { SourceKind.allCases.flatMap { files[$0] ?? [] } }

    /// What the latest reading of each file found.
    private static func knownFiles(
        _ schemas: SchemaSetup,
        _ connection: Connection
    ) async throws -> [FileKey: FileState] {
        let rows = try await connection.query(
            """
            SELECT DISTINCT ON (source, path) source, path, size_bytes, inode,
                   (extract(epoch FROM modified_at) * 1000000)::bigint AS modified
            FROM plumb.files WHERE star_schema = \(schemas.star) ORDER BY source, path, file_id DESC
            """
        )
        var known: [FileKey: FileState] = [:]
        for row in rows {
            guard let kind = row["source"].flatMap(SourceKind.init), let path = row["path"] else { continue }
            known[FileKey(kind: kind, path: path)] = FileState(
                byteCount: row.integer("size_bytes") ?? -1,
                modifiedMicroseconds: row.integer("modified") ?? -1,
                inode: row.integer("inode") ?? -1
            )
        }
        return known
    }
}

/// What names a file in the ledger.
private struct FileKey: Hashable {
    var kind: SourceKind
    var path: String
}

/// What a file looks like from outside; while it is the same, nobody has written to it.
private struct FileState: Equatable {
    var byteCount: Int
    var modifiedMicroseconds: Int
    var inode: Int

    init(byteCount: Int, modifiedMicroseconds: Int, inode: Int) {
        self.byteCount = byteCount
        self.modifiedMicroseconds = modifiedMicroseconds
        self.inode = inode
    }

    init(_ file: SourceFile) {
        self.init(byteCount: file.byteCount, modifiedMicroseconds: file.modifiedMicroseconds, inode: file.inode)
    }
}
