import Ingest
import Postgres

/// Turns the records of one kind of source into rows of its staging table.
protocol RecordEncoder {
    /// The fields of a record; their order is that of the slots.
    static var fields: [SourceField] { get }

    /// Writes one row.
    ///
    /// - Returns: why the record cannot be stored; then nothing is written.
    mutating func encode(
        _ record: borrowing RecordReader,
        fileID: Int,
        into writer: inout BinaryCopyWriter
    ) -> Reject?

    /// Ends a file: what its records became.
    mutating func endFile() -> StagedFile
}

/// What the records of one file became in a staging table.
struct StagedFile: Sendable, Equatable {
    /// The numbers of the first and the last row; `nil` when there is none.
    var rows: ClosedRange<Int>?
    /// The instants of the earliest and the latest event, in milliseconds since 1970; `nil` when there is none.
    var instants: ClosedRange<Int64>?
    /// How many are to be loaded.
    var loaded = 0
    /// How many are filtered, by reason.
    var filtered: [String: Int] = [:]
}

/// Writes events into `staging.events`. Events and plays are numbered in the order in which they are read.
struct EventEncoder: RecordEncoder {
    static let fields = SourceField.event

    private let loadID: Int
    private var nextEventID: Int
    private var nextSongplayID: Int
    private var firstEventID: Int
    private var instants: ClosedRange<Int64>?
    private var pages = OtherPages()
    private var encoding = FieldEncoding(fields)

    private static let page = SourceField.slot("page", in: fields)
    private static let ts = SourceField.slot("ts", in: fields)
    private static let neededForPlay = ["userId", "sessionId"].map { SourceField.slot($0, in: fields) }
    private static let columnCount = StagingSchema.eventColumns.count

    init(loadID: Int, firstEventID: Int, firstSongplayID: Int) {
        self.loadID = loadID
        self.firstEventID = firstEventID
        nextEventID = firstEventID
        nextSongplayID = firstSongplayID
    }

    mutating func encode(
        _ record: borrowing RecordReader,
        fileID: Int,
        into writer: inout BinaryCopyWriter
    ) -> Reject? {
        writer.beginRow(columnCount: Self.columnCount)
        let isPlay = record.value(Self.page)?.isText("NextSong") ?? false
        do {
            if isPlay { try checkPlay(record) }
            writeOrigin(record, fileID, isPlay: isPlay, into: &writer)
            let ts = try writeStartTime(record, into: &writer)
            try encoding.write(record, into: &writer)
            instants = instants.map { min($0.lowerBound, ts)...max($0.upperBound, ts) } ?? ts...ts
        } catch {
            writer.discardRow()
            return record.reject(error.code, error.message, slot: error.slot)
        }
        nextEventID += 1
        if isPlay { nextSongplayID += 1 } else { pages.countLast() }
        return nil
    }

    mutating func endFile() -> StagedFile {
        defer {
            firstEventID = nextEventID
            instants = nil
        }
        let filtered = pages.take()
        return StagedFile(
            rows: nextEventID > firstEventID ? firstEventID...nextEventID - 1 : nil,
            instants: instants,
            loaded: nextEventID - firstEventID - filtered.values.reduce(0, +),
            filtered: filtered
        )
    }

    private func checkPlay(_ record: borrowing RecordReader) throws(FieldProblem) {
        for slot in Self.neededForPlay {
            guard let value = record.value(slot) else {
                throw encoding.missing(slot, "is missing, and a play needs it")
            }
            if value.kind == .null { throw encoding.missing(slot, "is null, and a play needs it") }
            if value.kind == .string, value.bytes.isEmpty {
                throw encoding.missing(slot, "is empty, and a play needs it")
            }
        }
    }

    private mutating func writeOrigin(
        _ record: borrowing RecordReader,
        _ fileID: Int,
        isPlay: Bool,
        into writer: inout BinaryCopyWriter
    ) {
        writer.bigint(Int64(nextEventID))
        writer.bigint(Int64(loadID))
        writer.bigint(Int64(fileID))
        writer.bigint(Int64(record.line))
        if isPlay {
            writer.text("loaded")
            writer.null()
            writer.bigint(Int64(nextSongplayID))
        } else {
            writer.text("filtered")
            writer.text(pages.reason(of: record.value(Self.page)))
            writer.null()
        }
    }

    private func writeStartTime(
        _ record: borrowing RecordReader,
        into writer: inout BinaryCopyWriter
    ) throws(FieldProblem) -> Int64 {
        guard let value = record.value(Self.ts), value.kind != .null else {
            throw encoding.missing(Self.ts, record.value(Self.ts) == nil ? "is missing" : "is null")
        }
        guard value.kind != .string || !value.bytes.isEmpty else { throw encoding.missing(Self.ts, "is empty") }
        let milliseconds = try encoding.wholeNumber(value, Self.ts)
        guard writer.timestamp(millisecondsSince1970: milliseconds) else {
            throw encoding.notStorable(Self.ts, "is an instant that no timestamp can hold")
        }
        return milliseconds
    }
}

/// Writes song records into `staging.songs`, numbered in the order in which they are read.
struct SongEncoder: RecordEncoder {
    static let fields = SourceField.song

    private let loadID: Int
    private var nextRecordID: Int
    private var firstRecordID: Int
    private var encoding = FieldEncoding(fields)

    private static let columnCount = StagingSchema.songColumns.count

    init(loadID: Int, firstRecordID: Int) {
        self.loadID = loadID
        self.firstRecordID = firstRecordID
        nextRecordID = firstRecordID
    }

    mutating func endFile() -> StagedFile {
        defer { firstRecordID = nextRecordID }
        return StagedFile(
            rows: nextRecordID > firstRecordID ? firstRecordID...nextRecordID - 1 : nil,
            loaded: nextRecordID - firstRecordID
        )
    }

    mutating func encode(
        _ record: borrowing RecordReader,
        fileID: Int,
        into writer: inout BinaryCopyWriter
    ) -> Reject? {
        writer.beginRow(columnCount: Self.columnCount)
        writer.bigint(Int64(nextRecordID))
        writer.bigint(Int64(loadID))
        writer.bigint(Int64(fileID))
        writer.bigint(Int64(record.line))
        writer.text("loaded")
        writer.null()
        do {
            try encoding.write(record, into: &writer)
            nextRecordID += 1
            return nil
        } catch {
            writer.discardRow()
            return record.reject(error.code, error.message, slot: error.slot)
        }
    }
}
