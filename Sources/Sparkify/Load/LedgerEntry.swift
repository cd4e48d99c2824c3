import Ingest
import Postgres

/// A row of `plumb.files`: one reading of a file.
struct LedgerEntry: Sendable {
    /// The file.
    var planned: PlannedFile
    /// The kind of source.
    var source: SourceKind
    /// The folder that was loaded.
    var folder: String
    /// What reading came to.
    var read: ReadCount
    /// How many of the records an earlier reading had found already.
    var repeated: Int
    /// How many of all were loaded.
    var loaded: Int
    /// How many of all were filtered.
    var filtered: Int
    /// How many of all were rejected.
    var rejected: Int

    /// Writes entries into `plumb.files`, many at a time: there can be tens of thousands.
    static func write(
        _ entries: [LedgerEntry],
        _ plan: LoadPlan,
        _ schemas: SchemaSetup,
        _ connection: Connection
    )
        async throws
    {
        let loadID = plan.loadID
        let schema = schemas.star
        var rest = entries[...]
        var isFinished = false
        try await connection.copyIn(
            """
            COPY plumb.files (file_id, load_id, star_schema, source, folder, path, format, size_bytes, modified_at, inode,
                sha256, records, repeated, loaded, filtered, rejected, first_row, last_row, first_ts, last_ts)
            FROM STDIN (FORMAT binary)
            """
        ) {
            guard !isFinished else { return nil }
            var writer = BinaryCopyWriter(isContinued: rest.count < entries.count)
            for entry in rest.prefix(1000) { entry.write(loadID, schema, into: &writer) }
            rest = rest.dropFirst(1000)
            isFinished = rest.isEmpty
            if isFinished { writer.finish() }
            return writer.take()
        }
    }

    private func write(_ loadID: Int, _ schema: String, into writer: inout BinaryCopyWriter) {
        let file = planned.file
        writer.beginRow(columnCount: 20)
        writer.bigint(Int64(planned.id))
        writer.bigint(Int64(loadID))
        for text in [schema, source.rawValue, folder, file.relativePath, read.format] { writer.text(text) }
        writer.bigint(Int64(file.byteCount))
        writer.timestamp(microsecondsSince1970: Int64(file.modifiedMicroseconds))
        writer.bigint(Int64(file.inode))
        writer.text(read.checksum)
        for count in [read.records, repeated, loaded, filtered, rejected] { writer.bigint(Int64(count)) }
        write(read.staged.rows.map { Int64($0.lowerBound)...Int64($0.upperBound) }, into: &writer)
        write(read.staged.instants, into: &writer)
    }

    private func write(_ range: ClosedRange<Int64>?, into writer: inout BinaryCopyWriter) {
        guard let range else {
            writer.null()
            writer.null()
            return
        }
        writer.bigint(range.lowerBound)
        writer.bigint(range.upperBound)
    }
}
