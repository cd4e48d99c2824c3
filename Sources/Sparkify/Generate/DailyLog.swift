/// The daily files of events, one open at a time.
struct DailyLog: ~Copyable {
    private let folder: OutputFolder
    private var day: CalendarDay?
    private var file: OutputFile?
    private var pending = OutputBuffer(capacity: DailyLog.flushSize + 65_536)

    /// Bytes written so far.
    private(set) var byteCount = 0
    /// Files begun so far.
    private(set) var fileCount = 0
    /// Lines begun so far.
    private(set) var lineCount = 0

    private static let flushSize = 1 << 20

    /// Starts below the `log_data` of a folder.
    init(folder: OutputFolder) {
        self.folder = folder
    }

    /// Adds a line to the file of the UTC day that the milliseconds since 1970 lie in; days must not go back.
    ///
    /// A newline stands between lines and none after the last, as in the real files.
    mutating func add(_ line: OutputBuffer, at milliseconds: Int) throws(GeneratorError) {
        let lineDay = CalendarDay(number: milliseconds / 86_400_000)
        if lineDay != day { try begin(lineDay) } else { pending.append(byte: UInt8(ascii: "\n")) }
        pending.append(line.bytes)
        lineCount += 1
        if pending.count >= Self.flushSize { try flush() }
    }

    /// Ends the last file.
    mutating func close() throws(GeneratorError) {
        try flush()
        file = nil
    }

    private mutating func begin(_ newDay: CalendarDay) throws(GeneratorError) {
        try close()
        day = newDay
        let text = newDay.text
        let parent = "\(folder.path)/log_data/\(text.prefix(4))/\(text.dropFirst(5).prefix(2))"
        try folder.makeFolder(parent)
        file = try OutputFile(path: "\(parent)/\(text)-events.json")
        fileCount += 1
    }

    private mutating func flush() throws(GeneratorError) {
        try file?.write(pending.bytes)
        byteCount += pending.count
        pending.removeAll()
    }
}
