/// Reads the records of files one after another, in flat memory.
///
/// After ``next()`` has returned ``Reading/record``, the record's values are there under the slots of the shape until
/// the following call. What is no record comes out as a ``Reject`` and reading goes on behind it.
public struct RecordReader: ~Copyable {
    /// What the reader came upon.
    public enum Reading {
        /// A record; see ``RecordReader/value(_:)``.
        case record
        /// Something that is no record.
        case reject(Reject)
        /// The end of the file.
        case end
    }

    private let shape: RecordShape
    private let longestRecord: Int
    private var window: ByteWindow
    private var format: any SourceFormat = LineJSONFormat()
    /// What is wrong with the file as a whole, until it has been said.
    private var foreign: JSONFault?
    private var fields: ContiguousArray<JSONField> = []
    private var slots: SlotTable
    private var tally: KeyTally
    private var fileCount = 0
    /// The record in the window, and where to go on behind it.
    private var record = 0..<0
    private var nextStart = 0
    private var windowPlace = TextPlace()

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - shape: the keys that have slots.
    ///   - longestRecord: how many bytes a record may have; a longer one is rejected.
    ///   - onRead: is given the bytes of the files as they come from the disk, such as to add up a checksum.
    public init(
        shape: RecordShape,
        longestRecord: Int = 16 << 20,
        onRead: @escaping FileBytesObserver = { _, _ in }
    ) {
        window = ByteWindow(onRead: onRead)
        self.shape = shape
        self.longestRecord = longestRecord
        slots = SlotTable(shape)
        tally = KeyTally(slotCount: shape.keys.count)
    }

    /// Begins with a file.
    ///
    /// - Parameter lines: lines at its start that are passed over; the file is then one of a record per line.
    public mutating func open(_ path: String, behind lines: LeadingLines? = nil) throws(SourceError) {
        fileCount += 1
        record = 0..<0
        nextStart = 0
        windowPlace = TextPlace()
        try window.open(path, from: lines?.byteCount ?? 0)
        guard let lines else { return recognize() }
        windowPlace.line += lines.count
        foreign = nil
        isEmpty = false
        format = LineJSONFormat()
    }

    /// What a format is called in which a file can grow by whole lines.
    public static var lineFormatName: String { LineJSONFormat.name }

    /// Finds out from the head of the file what it is.
    private mutating func recognize() {
        foreign = ForeignContent.fault(of: window.bytes)
        if window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { window.consume(3) }
        let head = window.bytes
        isEmpty = window.isLast && window.fault == nil && LineJSONFormat.firstInk(in: head) == head.count
        format = LineJSONFormat()
        guard foreign == nil, !isEmpty else { return }
        let found = SourceFormats.format(of: head, isWhole: window.isLast)
        if let found { format = found } else { foreign = ForeignContent.faultOfUnrecognized(head) }
    }

    /// What the format of the file is called.
    public var formatName: String {
        if isEmpty { return "nothing" }
        let name = foreign == nil ? type(of: format).name : "no records"
        return window.isPacked ? "gzip of \(name)" : name
    }

    /// Whether the file holds nothing but blanks.
    public private(set) var isEmpty = false

    /// How many bytes of the file are behind the reader; of a packed file, how many have been read.
    public var byteOffset: Int { window.isPacked ? window.readByteCount : window.fileOffset + nextStart }

    /// Moves on to the next record.
    public mutating func next() throws(SourceError) -> Reading {
        advance(by: nextStart)
        if let fault = foreign { return .reject(rejectFile(fault)) }
        while true {
            switch format.nextRecord(in: window.bytes, isLast: window.isLast, fields: &fields) {
            case .record(let range, let next):
                record = range
                nextStart = next
                do {
                    try slots.sort(fields, of: window.bytes)
                    tallyKeys()
                    return .record
                } catch {
                    return .reject(reject(error))
                }
            case .malformed(let range, let fault, let next):
                record = range
                nextStart = next
                return .reject(reject(fault))
            case .needsMore(let start):
                advance(by: start)
                if window.bytes.count >= longestRecord { return .reject(try skipLongRecord()) }
                try window.fill()
            case .end:
                advance(by: window.bytes.count)
                guard let fault = window.takeFault() else { return .end }
                return .reject(reject(fault))
            }
        }
    }

    // MARK: - The record

    /// The value under a slot; `nil` when the record does not have that key.
    public func value(_ slot: Int) -> JSONValue? {
        let number = slots.fieldOfSlot[slot]
        return number < 0 ? nil : value(of: fields[number])
    }

    /// The line on which the record begins, from 1.
    public var line: Int { place(at: record.lowerBound).line }

    /// How many members of the record have no slot.
    public var unknownCount: Int { slots.unknown.count }

    /// Calls a body with each member that has no slot: its key and value as they stand in the file, quotes included.
    public func forEachUnknown(_ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        for number in slots.unknown {
            let field = fields[number]
            let quotes = field.kind == .string ? 1 : 0
            body(
                bytes(Int(field.key.start) - 1..<Int(field.key.end) + 1),
                bytes(Int(field.value.start) - quotes..<Int(field.value.end) + quotes)
            )
        }
    }

    /// Rejects the record for what a value is.
    ///
    /// - Parameter slot: the value that is wrong; without one the place is the record's start.
    public func reject(_ code: RejectCode, _ message: String, slot: Int? = nil) -> Reject {
        var offset = record.lowerBound
        if let slot, slots.fieldOfSlot[slot] >= 0 {
            let field = fields[slots.fieldOfSlot[slot]]
            offset = Int(field.value.start) - (field.kind == .string ? 1 : 0)
        }
        return reject(JSONFault(code: code, message: message, offset: offset))
    }

    // MARK: - Keys

    /// Which keys the records so far had, in which types: known ones in the order of the shape, then others in the order
    /// in which they came.
    public var keyFacts: [KeyFacts] { tally.facts(shape) }

    /// How many records had keys that ``keyFacts`` does not list, because there were too many others.
    public var unlistedKeyCount: Int { tally.unlistedCount }

    @inline(__always)
    private mutating func tallyKeys() {
        let isNews = tally.count(slots.fieldOfSlot, fields)
        if isNews || !slots.unknown.isEmpty { tallyOddKeys(isNews: isNews) }
    }

    private mutating func tallyOddKeys(isNews: Bool) {
        let place = KeyFacts.Place(file: fileCount - 1, line: line)
        if isNews { tally.noteFirsts(at: place) }
        for number in slots.unknown { tally.countUnknown(fields[number], in: window.bytes, at: place) }
    }

    // MARK: - Inside

    private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: window.bytes[range])
    }

    private func value(of field: JSONField) -> JSONValue {
        JSONValue(
            kind: field.kind,
            bytes: bytes(Int(field.value.start)..<Int(field.value.end)),
            hasEscapes: field.value.hasEscapes
        )
    }

    private func reject(_ fault: JSONFault) -> Reject {
        let place = place(at: fault.offset)
        return Reject(
            code: fault.code,
            message: fault.message,
            line: place.line,
            column: place.column,
            byteOffset: window.fileOffset + fault.offset,
            raw: Array(bytes(record).prefix(Reject.rawLimit))
        )
    }

    private func place(at offset: Int) -> TextPlace {
        var place = windowPlace
        place.advance(over: bytes(0..<offset))
        return place
    }

    private mutating func advance(by count: Int) {
        windowPlace.advance(over: bytes(0..<count))
        window.consume(count)
        record = 0..<0
        nextStart = 0
    }

    /// Gives up a file that holds no records.
    private mutating func rejectFile(_ fault: JSONFault) -> Reject {
        record = 0..<window.bytes.count
        let reject = reject(fault)
        foreign = nil
        advance(by: window.bytes.count)
        window.abandon()
        return reject
    }

    /// Gives up the record at the window's start, which is longer than allowed, and finds the next one.
    private mutating func skipLongRecord() throws(SourceError) -> Reject {
        record = 0..<window.bytes.count
        let message = "the record is longer than \(longestRecord) bytes"
        let reject = reject(JSONFault(code: .recordTooLong, message: message, offset: 0))
        var isNew = true
        while true {
            switch format.restart(in: window.bytes, isNew: isNew, isLast: window.isLast) {
            case .found(let next):
                advance(by: next)
                return reject
            case .needsMore(let start):
                advance(by: window.isLast ? window.bytes.count : start)
                if window.isLast { return reject }
                try window.fill()
            }
            isNew = false
        }
    }
}

/// Whole lines at the start of a file.
public struct LeadingLines: Sendable, Equatable {
    /// How many bytes they have, the last newline included.
    public var byteCount: Int
    /// How many they are.
    public var count: Int

    /// Creates lines.
    public init(byteCount: Int, count: Int) {
        self.byteCount = byteCount
        self.count = count
    }
}
