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
    /// The files that earlier loads read and that are gone, songs first.
    private(set) var removed: [KnownFiles.Entry] = []
    /// The folder of each kind, absolute and with links resolved.
    private(set) var folders: [SourceKind: String] = [:]
    /// The fingerprint of the files that this load leaves; `nil` when a file that is known could go unnoticed.
    private(set) var sourceDigest: String?
    /// The first free numbers of songplays, events and song records.
    let firstSongplayID: Int
    let firstEventID: Int
    let firstRecordID: Int
    /// The stretches of time of which events have been loaded before.
    let knownInstants: InstantRanges

    /// Compares the files with the ledger. Call it with the load's lock held.
    ///
    /// - Throws: `SourceError` when a file cannot be read, `PostgresError`, `CancellationError`.
    init(
        _ source: LoadSource,
        _ selection: SourceSelection,
        _ schemas: SchemaSetup,
        _ connection: Connection,
        verifyingFiles: Bool
    ) async throws {
        let free = try await connection.query(
            """
            SELECT (SELECT coalesce(max(load_id), 0) + 1 FROM plumb.loads) AS load,
                   (SELECT coalesce(max(file_id), 0) + 1 FROM plumb.files) AS file,
                   (SELECT coalesce(max(songplay_id), 0) + 1 FROM \(identifier: schemas.star).songplays) AS songplay,
                   greatest((SELECT max(event_id) FROM \(identifier: schemas.staging).events), events.last_row, 0) + 1
                       AS event,
                   greatest((SELECT max(record_id) FROM \(identifier: schemas.staging).songs), songs.last_row, 0) + 1
                       AS record
            -- Rows of a file that was read again may be gone: their numbers still stand for it in the ledger.
            FROM (SELECT max(last_row) AS last_row FROM plumb.files
                  WHERE star_schema = \(schemas.star) AND source = 'events') AS events,
                 (SELECT max(last_row) AS last_row FROM plumb.files
                  WHERE star_schema = \(schemas.star) AND source = 'songs') AS songs
            """
        ).first
        loadID = free?.integer("load") ?? 1
        firstSongplayID = free?.integer("songplay") ?? 1
        firstEventID = free?.integer("event") ?? 1
        firstRecordID = free?.integer("record") ?? 1
        for kind in SourceKind.allCases { folders[kind] = source.folder(of: kind).map(Self.resolved) }
        let digest = SourceDigest.of(selection, in: folders)
        if !verifyingFiles, try await SourceDigest.remembered(schemas, connection) == digest {
            unchanged = selection.files.mapValues(\.count)
            knownInstants = InstantRanges([])
            return
        }
        knownInstants = try await Self.knownInstants(schemas, connection)
        sourceDigest = digest
        let known = try await KnownFiles(schemas, connection)
        try compare(selection, with: known, firstFileID: free?.integer("file") ?? 1, verifying: verifyingFiles)
    }

    /// Decides about each file.
    private mutating func compare(
        _ selection: SourceSelection,
        with known: KnownFiles,
        firstFileID: Int,
        verifying: Bool
    ) throws {
        var nextFileID = firstFileID
        for kind in SourceKind.allCases {
            guard let folder = folders[kind] else { continue }
            let present = selection.files[kind] ?? []
            for file in present {
                switch try known.decision(on: file, kind, in: folder, verifying: verifying) {
                case .skip:
                    unchanged[kind, default: 0] += 1
                case .readOn(let continuation):
                    var planned = PlannedFile(file: file, id: nextFileID, isKnown: false)
                    planned.continued = continuation
                    files[kind, default: []].append(planned)
                    nextFileID += 1
                case .read(let isKnown):
                    files[kind, default: []].append(PlannedFile(file: file, id: nextFileID, isKnown: isKnown))
                    nextFileID += 1
                }
            }
            let missing = known.missing(kind, from: folder, present: present)
            removed += missing.removed
            if missing.passedOver > 0 { sourceDigest = nil }
        }
    }

    /// The condition that rows of a staging table are those of this load: it numbers them behind all others.
    func newRows(_ kind: SourceKind, of alias: String? = nil) -> String {
        let prefix = alias.map { $0 + "." } ?? ""
        switch kind {
        case .songs: return "\(prefix)record_id >= \(firstRecordID)"
        case .events: return "\(prefix)event_id >= \(firstEventID)"
        }
    }

    /// All files to read.
    var allFiles: [PlannedFile] { SourceKind.allCases.flatMap { files[$0] ?? [] } }

    /// Whether there is anything to write: a file with new bytes or one that is gone.
    var isNews: Bool { !files.isEmpty || !removed.isEmpty }

    private static func knownInstants(_ schemas: SchemaSetup, _ connection: Connection) async throws -> InstantRanges {
        let rows = try await connection.query(
            """
            SELECT first_ts, last_ts FROM plumb.files
            WHERE star_schema = \(schemas.star) AND source = 'events' AND first_ts IS NOT NULL
            """
        )
        return InstantRanges(
            rows.compactMap { row in
                guard let first = row.integer("first_ts"), let last = row.integer("last_ts") else { return nil }
                return Int64(first)...Int64(max(first, last))
            }
        )
    }

    private static func resolved(_ folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }
}
