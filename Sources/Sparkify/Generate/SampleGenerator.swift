/// Writes a synthetic Sparkify data set: `song_data` with one song a file and `log_data` with one file of events a day.
///
/// The same options give the same bytes on every platform. Memory does not grow with the number of events or songs.
public struct SampleGenerator {
    private let plan: SamplePlan
    private let timePlan: TimePlan
    private let catalogue: SampleCatalogue

    /// Checks the options and plans the days.
    ///
    /// - Throws: ``GeneratorError`` when the options contradict each other or lie out of range.
    public init(options: GeneratorOptions) throws {
        plan = try SamplePlan(options: options)
        timePlan = try TimePlan(
            options: options,
            firstDay: plan.firstDay,
            slotsBetweenPlays: plan.slotsBetweenPlays
        )
        catalogue = SampleCatalogue(
            songCount: options.songs,
            artistCount: plan.artists,
            defects: options.catalogue,
            seed: options.seed
        )
    }

    /// Writes the files into a new or empty folder and says what they hold.
    ///
    /// With `replacing`, the folder may hold anything: its `song_data` and `log_data` are removed first, the rest stays.
    ///
    /// - Throws: ``GeneratorError`` when the folder holds other things, or when it or a file cannot be written.
    public func write(to folder: String, replacing: Bool) throws -> GenerationSummary {
        let output = try OutputFolder(path: folder, replacing: replacing)
        var summary = GenerationSummary(folder: folder)
        try writeSongs(to: output, summary: &summary)
        return try writeEvents(to: output, summary: summary)
    }

    private func writeSongs(to output: OutputFolder, summary: inout GenerationSummary) throws {
        var buffer = OutputBuffer(capacity: 1024)
        var latestFolder = ""
        for song in 0..<catalogue.songCount {
            let (folder, file) = catalogue.path(ofSong: song)
            let parent = "\(output.path)/song_data/\(folder)"
            if parent != latestFolder { try output.makeFolder(parent) }
            latestFolder = parent
            catalogue.appendSong(song, to: &buffer)
            try OutputFile(path: "\(parent)/\(file)").write(buffer.bytes)
            summary.bytes += buffer.count
            buffer.removeAll()
            summary.songs += 1
            if catalogue.lacksYear(song: song) { summary.songsWithoutYear += 1 }
        }
        summary.artists = catalogue.artistCount
        for artist in 0..<catalogue.artistCount {
            if catalogue.lacksLocation(artist: artist) { summary.artistsWithoutLocation += 1 }
            if catalogue.lacksCoordinates(artist: artist) { summary.artistsWithoutCoordinates += 1 }
        }
    }

    private func writeEvents(to output: OutputFolder, summary: GenerationSummary) throws -> GenerationSummary {
        let options = plan.options
        var stream = EventStream(plan: plan, timePlan: timePlan, catalogue: catalogue, summary: summary)
        var log = DailyLog(folder: output)
        var random = SplitMix64(seed: options.seed, stream: 51)
        var repeats = ExactDraw([options.duplicateLines])
        var damage = ExactDraw([options.malformedLines])
        var displacements = Displacements(options: options, timePlan: timePlan)
        var line = OutputBuffer(capacity: 2048)
        var repeatable = options.events - options.missingUserIDs
        var latest: Int?
        var gaps = 0
        for index in 0..<options.events {
            line.removeAll()
            let (milliseconds, isRepeatable) = stream.appendNext(to: &line)
            let place = displacements.next(at: milliseconds)
            try log.add(line, at: milliseconds, place)
            if let latest, milliseconds - latest >= options.gapHours * 3_600_000 { gaps += 1 }
            latest = milliseconds
            if isRepeatable {
                if repeats.kind(ofNextIn: repeatable, using: &random) != nil {
                    try log.add(line, at: milliseconds, place)
                }
                repeatable -= 1
            }
            if damage.kind(ofNextIn: options.events - index, using: &random) != nil {
                damageLine(&line, random: &random)
                try log.add(line, at: milliseconds)
            }
            line.removeAll()
            if stream.appendDouble(to: &line) { try log.add(line, at: milliseconds) }
        }
        try log.close()
        var result = stream.summary
        result.lateEvents = displacements.late.taken
        result.earlyEvents = displacements.early.taken
        result.timeGaps = options.timeGaps > 0 ? gaps : 0
        result.duplicateLines = options.duplicateLines - repeats.remaining[0]
        result.malformedLines = options.malformedLines - damage.remaining[0]
        result.eventFiles = log.fileCount
        result.lines = log.lineCount
        result.files = result.songs + log.fileCount
        result.bytes += log.byteCount
        try result.checkDefects(options)
        return result
    }

    /// Turns an event's line into one that is not JSON: cut off somewhere in the middle, or other text altogether.
    private func damageLine(_ line: inout OutputBuffer, random: inout SplitMix64) {
        switch random.number(below: 4) {
        case 0:
            line.removeAll()
            line.append("//LOG events follow")
        case 1:
            line.removeAll()
            line.append("<html><body>503 Service Unavailable</body></html>")
        default: line.truncate(to: 1 + random.number(below: line.count - 1))
        }
    }
}
