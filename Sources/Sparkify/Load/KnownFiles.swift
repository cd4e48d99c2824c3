import Foundation
import Ingest
import Postgres

/// What the ledger says of the files of one star schema: the latest reading of each.
struct KnownFiles: Sendable {
    /// A file as its latest reading found it.
    struct Entry: Sendable {
        /// The number of that reading.
        var id: Int
        /// The file's path from the folder that was loaded.
        var path: String
        /// What it looked like from outside.
        var state: FileState
        /// Its checksum.
        var checksum: String
        /// Whether a later load found that it was gone.
        var isRemoved: Bool
        /// How it held records.
        var format: String
        /// How many records it held.
        var records: Int
        /// How many of them were loaded.
        var loaded: Int
        /// How many of them were filtered.
        var filtered: Int
        /// How many records of earlier readings it did not hold any more.
        var departed: Int
    }

    private var entries: [FileKey: Entry] = [:]
    /// Files by their path below the folder that was loaded, for folders that were copied or moved.
    private var relatives: [FileKey: [Entry]] = [:]

    /// Reads the ledger.
    init(_ schemas: SchemaSetup, _ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            SELECT DISTINCT ON (source, folder, path) file_id, source, folder, path, size_bytes, inode, sha256,
                   format, records, loaded, filtered,
                   sum(records - repeated) OVER (PARTITION BY source, folder, path) AS held,
                   removed_by IS NOT NULL AS is_removed, (extract(epoch FROM modified_at) * 1000000)::bigint AS modified
            FROM plumb.files WHERE star_schema = \(schemas.star) ORDER BY source, folder, path, file_id DESC
            """
        )
        for row in rows {
            guard let kind = row["source"].flatMap(SourceKind.init), let path = row["path"] else { continue }
            let entry = Entry(
                id: row.integer("file_id") ?? 0,
                path: path,
                state: FileState(
                    byteCount: row.integer("size_bytes") ?? -1,
                    modifiedMicroseconds: row.integer("modified") ?? -1,
                    inode: row.integer("inode") ?? -1
                ),
                checksum: row["sha256"] ?? "",
                isRemoved: row["is_removed"] == "t",
                format: row["format"] ?? "",
                records: row.integer("records") ?? 0,
                loaded: row.integer("loaded") ?? 0,
                filtered: row.integer("filtered") ?? 0,
                departed: (row.integer("held") ?? 0) - (row.integer("records") ?? 0)
            )
            entries[FileKey(kind: kind, path: "\(row["folder"] ?? "")/\(path)")] = entry
            relatives[FileKey(kind: kind, path: path), default: []].append(entry)
        }
    }

    /// What is to be done with a file.
    enum Decision {
        /// Nothing: it is as its latest reading left it.
        case skip
        /// It is read; `isKnown` when an earlier version of it was read before.
        case read(isKnown: Bool)
        /// It is read on behind what its latest reading found, which is as it was.
        case readOn(Continuation)
    }

    /// Decides about a file. One that looks like its latest reading is not opened, unless its bytes are to be verified;
    /// one of the same size is opened to compare its checksum, and so is a copy of a file from another folder.
    ///
    /// - Parameter folder: the folder that is loaded, with links resolved.
    /// - Throws: `SourceError`, `CancellationError`.
    func decision(on file: SourceFile, _ kind: SourceKind, in folder: String, verifying: Bool) throws -> Decision {
        let entry = entries[FileKey(kind: kind, path: folder + "/" + file.relativePath)]
        if let entry {
            if entry.isRemoved { return .read(isKnown: true) }
            if !verifying, entry.state == FileState(file) { return .skip }
        }
        let candidates = entry.map { [$0] } ?? relatives[FileKey(kind: kind, path: file.relativePath)] ?? []
        let checksums = candidates.filter { $0.state.byteCount == file.byteCount }.map(\.checksum)
        if !checksums.isEmpty, checksums.contains(try FileChecksum.of(file.path)) { return .skip }
        if let entry, let continuation = try Self.continuation(of: entry, file) { return .readOn(continuation) }
        return .read(isKnown: entry != nil)
    }

    /// What a file that has grown goes on behind; `nil` unless it grew behind whole lines that are as they were.
    ///
    /// How a file holds records is told by the first of them, so there must be one. Records that have gone from it may be those
    /// that come back, which only a comparison with all of its readings tells.
    private static func continuation(of entry: Entry, _ file: SourceFile) throws -> Continuation? {
        let size = entry.state.byteCount
        guard entry.format == RecordReader.lineFormatName, entry.loaded + entry.filtered > 0, entry.departed == 0,
            size > 0,
            file.byteCount > size, let lines = try FileChecksum.lines(of: file.path, size, checksum: entry.checksum)
        else { return nil }
        return Continuation(id: entry.id, lines: lines, records: entry.records, loaded: entry.loaded)
    }

    /// The files below a folder that earlier loads read and this one does not find: those that are on disk no more, by their
    /// paths, and how many are still there though they are no files of this source, so that they can go unnoticed by a walk.
    ///
    /// - Parameter present: the files below the folder that are there.
    func missing(
        _ kind: SourceKind,
        from folder: String,
        present: [SourceFile]
    ) -> (removed: [Entry], passedOver: Int) {
        let prefix = folder + "/"
        let present = Set(present.map { FileKey(kind: kind, path: prefix + $0.relativePath) })
        let missing = entries.filter { key, entry in
            key.kind == kind && !entry.isRemoved && key.path.utf8.starts(with: prefix.utf8) && !present.contains(key)
        }
        let removed = missing.filter { key, _ in
            var information = stat()
            return stat(key.path, &information) != 0 && (errno == ENOENT || errno == ENOTDIR)
        }.map(\.value).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return (removed, missing.count - removed.count)
    }
}

/// What names a file in the ledger. Paths are the same when their bytes are: to a `String`, two that differ in their Unicode
/// normalisation are one.
private struct FileKey: Hashable {
    var kind: SourceKind
    var path: String

    static func == (one: FileKey, other: FileKey) -> Bool {
        one.kind == other.kind && one.path.utf8.elementsEqual(other.path.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        var path = path
        path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// What a file looks like from outside; while it is the same, nobody has written to it.
struct FileState: Equatable {
    /// Its size in bytes.
    var byteCount: Int
    /// When it was last changed, in microseconds since 1970.
    var modifiedMicroseconds: Int
    /// Its number in the file system.
    var inode: Int

    /// A state of an earlier time.
    init(byteCount: Int, modifiedMicroseconds: Int, inode: Int) {
        self.byteCount = byteCount
        self.modifiedMicroseconds = modifiedMicroseconds
        self.inode = inode
    }

    /// The present state of a file.
    init(_ file: SourceFile) {
        self.init(byteCount: file.byteCount, modifiedMicroseconds: file.modifiedMicroseconds, inode: file.inode)
    }
}
