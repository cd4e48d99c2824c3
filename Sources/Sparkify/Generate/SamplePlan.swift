/// The options of a sample, found possible, with everything that follows from them before the first event.
struct SamplePlan {
    /// The options as given.
    let options: GeneratorOptions
    /// The first day.
    let firstDay: CalendarDay
    /// Events whose page is NextSong.
    let plays: Int
    /// Events of any other page.
    let browses: Int
    /// Events of nobody, among the browses.
    let loggedOutEvents: Int
    /// Artists in the catalogue.
    let artists: Int
    /// Artists that are played but that the catalogue lacks.
    let outsideArtists: Int
    /// Further such artists whose names are encoded more than once.
    let garbledArtists: Int
    /// New users come one by one until this many plays are done.
    let arrivalSpan: Int
    /// The users that change level are spread over the users below this number.
    let changerRange: Int
    /// Plays are shared out exactly among blocks of this many events.
    let blockLength: Int

    /// Songs by each artist that the catalogue lacks.
    static let songsPerOutsideArtist = 4
    /// Titles for plays of a catalogue artist whose title the catalogue lacks.
    static let strayTitles = 50_000

    /// Checks the options and derives the rest.
    ///
    /// - Throws: ``GeneratorError`` for the first impossibility found.
    init(options: GeneratorOptions) throws(GeneratorError) {
        self.options = options
        try Self.checkRanges(options)
        guard let firstDay = CalendarDay(options.firstDay) else {
            throw .impossibleOptions(
                message: "first day '\(options.firstDay)' is not a day from 1970-01-01 to 2100-12-31; "
                    + "write it as YYYY-MM-DD"
            )
        }
        self.firstDay = firstDay
        plays = options.plays ?? Self.scaled(options.events, by: 6820, over: 8056)
        browses = options.events - plays
        artists = options.artists ?? max(1, Self.scaled(options.songs, by: 69, over: 71))
        outsideArtists = min(50_000, max(1, plays / 2))
        garbledArtists = min(5_000, max(1, options.doublyEncoded * 82 / 193))
        let free = max(0, browses - options.browsingUsers - options.levelChanges)
        loggedOutEvents = min(free, Self.scaled(browses, by: 286, over: 1236))
        arrivalSpan = max(options.users, plays / 3)
        changerRange = min(options.users, max(options.levelChanges, plays / 3))
        blockLength = plays > 0 ? max(16, 4 * options.events / plays + 1) : 16
        try options.catalogue.check(songs: options.songs, artists: artists)
        try checkPlays()
        try checkPeople()
        try checkLines()
    }

    /// How many event slots may lie between two plays, at most: the other pages of two blocks.
    var slotsBetweenPlays: Int {
        2 * (blockLength - blockLength * plays / options.events)
    }

    private static func scaled(_ number: Int, by part: Int, over whole: Int) -> Int {
        (number * part + whole / 2) / whole
    }

    /// Refuses numbers out of range, by the names that the command line gives them.
    private static func checkRanges(_ options: GeneratorOptions) throws(GeneratorError) {
        let ranges: [(name: String, value: Int?, allowed: ClosedRange<Int>)] = [
            ("events", options.events, 1...1_000_000_000), ("plays", options.plays, 1...1_000_000_000),
            ("users", options.users, 1...100_000_000), ("browsing users", options.browsingUsers, 0...100_000_000),
            ("songs", options.songs, 1...10_000_000), ("artists", options.artists, 1...10_000_000),
            ("days", options.days, 1...36_525), ("gap hours", options.gapHours, 1...876_600),
        ]
        for (name, value, allowed) in ranges {
            guard let value, !allowed.contains(value) else { continue }
            throw .impossibleOptions(
                message: "\(name) is \(value); it must lie from \(allowed.lowerBound) to \(allowed.upperBound)"
            )
        }
        let counts: [(name: String, value: Int)] = [
            ("shared starts", options.sharedStarts), ("linked plays", options.linkedPlays),
            ("unknown titles", options.unknownTitles), ("respelled artists", options.respelledArtists),
            ("edition titles", options.editionTitles), ("other durations", options.otherDurations),
            ("namesake titles", options.namesakeTitles), ("doubly encoded", options.doublyEncoded),
            ("borrowed titles", options.borrowedTitles), ("compound artists", options.compoundArtists),
            ("odd spaces", options.oddSpaces), ("control characters", options.controlCharacters),
            ("decomposed accents", options.decomposedAccents),
            ("duplicate people", options.duplicatePeople), ("level changes", options.levelChanges),
            ("missing user ids", options.missingUserIDs), ("unknown levels", options.unknownLevels),
            ("time gaps", options.timeGaps), ("malformed lines", options.malformedLines),
            ("duplicate lines", options.duplicateLines), ("unexplained changes", options.unexplainedChanges),
        ]
        for (name, value) in counts + options.timing.counts + options.catalogue.counts
        where !(0...1_000_000_000).contains(value) {
            throw .impossibleOptions(message: "\(name) is \(value); it must lie from 0 to 1000000000")
        }
    }

    private func checkPlays() throws(GeneratorError) {
        try require(
            plays > 0 && plays <= options.events,
            "\(plays) plays are impossible among \(options.events) events; ask for one play at least, and no more plays "
                + "than events"
        )
        try require(
            artists <= options.songs,
            "\(artists) artists need as many songs; ask for \(artists) songs, or for \(options.songs) artists"
        )
        try require(
            options.borrowedTitles == 0 || artists > 1,
            "\(options.borrowedTitles) borrowed titles need two artists; ask for more artists"
        )
        let chosen = PlayKind.counts(options).reduce(0, +)
        try require(
            chosen + options.missingUserIDs <= plays,
            "\(chosen) plays with a chosen linkage and \(options.missingUserIDs) without user id are more than "
                + "\(plays) plays; ask for more events or for fewer of them"
        )
        try require(
            2 * options.sharedStarts <= plays && (options.sharedStarts == 0 || options.users > 1),
            "\(options.sharedStarts) shared starts need two users and \(2 * options.sharedStarts) plays; there are "
                + "\(options.users) and \(plays)"
        )
    }

    private func checkPeople() throws(GeneratorError) {
        try require(
            options.users + options.levelChanges <= plays,
            "\(options.users) users with a play each and \(options.levelChanges) level changes need as many plays, but "
                + "there are \(plays); ask for more events or for fewer users"
        )
        try require(
            options.browsingUsers + options.levelChanges <= browses,
            "\(options.browsingUsers) browsing users and \(options.levelChanges) level changes need as many events that "
                + "are no plays, but there are \(browses); ask for more events or for fewer of them"
        )
        try require(
            2 * options.duplicatePeople <= options.users,
            "\(options.duplicatePeople) pairs of duplicate people need \(2 * options.duplicatePeople) users, but there "
                + "are \(options.users); ask for more users or for fewer pairs"
        )
        // Each change needs a page of its own and a play after it, both late enough; this leaves room on all sides.
        let room = options.levelChanges == 0 ? 0 : 4 * options.levelChanges + 64
        try require(
            options.levelChanges <= options.users && room <= plays && room <= browses - options.browsingUsers,
            "\(options.levelChanges) level changes need as many users and \(room) events of each kind, plays and others; "
                + "there are \(options.users) users, \(plays) plays and \(browses) others"
        )
        let bound = options.users + options.levelChanges + 2 * options.sharedStarts
        let special = options.missingUserIDs + options.unknownLevels
        try require(
            special == 0 || bound + special <= plays,
            "\(special) plays without user id or with an unknown level, beside \(bound) that users, level changes and "
                + "shared starts need, are more than \(plays) plays; ask for more events or for fewer of them"
        )
    }

    private func checkLines() throws(GeneratorError) {
        let displaced = options.timing.lateEvents + options.timing.earlyEvents
        try require(
            4 * displaced <= options.events && 4 * options.timing.doubledPlays <= plays
                && options.unexplainedChanges <= options.levelChanges && (displaced == 0 || options.days > 1),
            "\(displaced) late or early events, \(options.timing.doubledPlays) doubled plays and \(options.unexplainedChanges) "
                + "unexplained changes are too many; ask for at most a quarter of \(options.events) events and \(plays) plays, "
                + "and of \(options.levelChanges) level changes"
        )
        try require(
            options.duplicateLines <= options.events - options.missingUserIDs
                && options.malformedLines <= options.events,
            "\(options.duplicateLines) duplicate and \(options.malformedLines) malformed lines are more than one for "
                + "each of \(options.events) events; ask for more events or for fewer of them"
        )
    }

    private func require(_ isPossible: Bool, _ message: @autoclosure () -> String) throws(GeneratorError) {
        if !isPossible { throw .impossibleOptions(message: message()) }
    }
}

/// What is wrong, or right, with the song of a play; each play has one kind, and most are ordinary.
enum PlayKind: Int, CaseIterable {
    /// Title, artist and duration are a catalogue song's.
    case linked
    /// The artist is in the catalogue, the title is not.
    case unknownTitle
    /// A catalogue song, its artist in other case or white space.
    case respelledArtist
    /// A catalogue song, its title with an edition suffix.
    case editionTitle
    /// A catalogue song, its duration off.
    case otherDuration
    /// A catalogue song's title by an artist that is not in the catalogue.
    case namesakeTitle
    /// An artist that is not in the catalogue, encoded more than once.
    case doublyEncoded
    /// An artist of the catalogue with the title of another one.
    case borrowedTitle
    /// A catalogue song, its artist followed by another one.
    case compoundArtist
    /// A catalogue song, its artist with a no-break space.
    case oddSpace
    /// A catalogue song, its artist with a control character.
    case controlCharacter
    /// An artist that is not in the catalogue, its accented letter written as two characters.
    case decomposedAccent

    /// How many plays of each kind are asked for, in the order of the cases.
    static func counts(_ options: GeneratorOptions) -> [Int] {
        [
            options.linkedPlays, options.unknownTitles, options.respelledArtists, options.editionTitles,
            options.otherDurations, options.namesakeTitles, options.doublyEncoded, options.borrowedTitles,
            options.compoundArtists, options.oddSpaces, options.controlCharacters, options.decomposedAccents,
        ]
    }
}
