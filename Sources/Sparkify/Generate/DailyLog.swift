/// The daily files of events, one open at a time.
struct DailyLog: ~Copyable {
    /// In which file a line stands.
    enum Place {
        /// In that of its own day.
        case ownDay
        /// In that of the next day with events.
        case nextDay
        /// In that of the day before with events.
        case dayBefore
    }

    private let folder: OutputFolder
    private var day: CalendarDay?
    private var previousFile: OutputFile?
    /// Lines that wait for the file of the next day.
    private var deferred: [OutputBuffer] = []
    private var file: OutputFile?
    private var pending = OutputBuffer(capacity: DailyLog.flushSize + 65_536)

    /// Bytes written so far.
    private(set) var byteCount = 0
    /// Files begun so far.
    private(set) var fileCount = 0
    /// Lines begun so far.
    private(set) var lineCount = 0

    private var isFileEmpty = true

    private static let flushSize = 1 << 20

    /// Starts below the `log_data` of a folder.
    init(folder: OutputFolder) {
        self.folder = folder
    }

    /// Adds a line to the file of the UTC day that the milliseconds since 1970 lie in; days must not go back.
    ///
    /// A newline stands between lines and none after the last, as in the real files.
    mutating func add(
        _ line: OutputBuffer,
        at milliseconds: Int,
        _ place: Place = .ownDay
    ) throws(GeneratorError) {
        let lineDay = CalendarDay(number: milliseconds / 86_400_000)
        if lineDay != day { try begin(lineDay) }
        lineCount += 1
        switch place {
        case .ownDay: try append(line)
        case .nextDay: deferred.append(line)
        case .dayBefore:
            var separated = OutputBuffer(capacity: line.count + 1)
            separated.append(byte: UInt8(ascii: "\n"))
            separated.append(line.bytes)
            try previousFile?.write(separated.bytes)
            byteCount += separated.count
        }
    }

    private mutating func append(_ line: OutputBuffer) throws(GeneratorError) {
        if !isFileEmpty { pending.append(byte: UInt8(ascii: "\n")) }
        isFileEmpty = false
        pending.append(line.bytes)
        if pending.count >= Self.flushSize { try flush() }
    }

    /// Ends the last file.
    mutating func close() throws(GeneratorError) {
        try flush()
        file = nil
        previousFile = nil
    }

    private mutating func begin(_ newDay: CalendarDay) throws(GeneratorError) {
        try flush()
        previousFile = file.take()
        day = newDay
        let text = newDay.text
        let parent = "\(folder.path)/log_data/\(text.prefix(4))/\(text.dropFirst(5).prefix(2))"
        try folder.makeFolder(parent)
        file = try OutputFile(path: "\(parent)/\(text)-events.json")
        fileCount += 1
        isFileEmpty = true
        for line in deferred { try append(line) }
        deferred.removeAll()
    }

    private mutating func flush() throws(GeneratorError) {
        try file?.write(pending.bytes)
        byteCount += pending.count
        pending.removeAll()
    }
}
