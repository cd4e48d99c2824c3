import ArgumentParser
import AuditModel
import Foundation
import Sparkify

/// `plumb generate`: a synthetic data set with exactly known defects.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes a synthetic Sparkify data set of any size, with chosen defects.",
        discussion: """
            The same options give the same bytes. The defaults reproduce the published figures of the data mart: 8,056 \
            events of which 6,820 plays, 96 users, 6,813 distinct start times, 71 songs, 69 artists, 1 linkable play.
            """
    )

    @Argument(help: ArgumentHelp("The folder to write song_data and log_data into; new or empty.", valueName: "folder"))
    var folder: String

    @Flag(name: .long, help: "Replace song_data and log_data in the folder.")
    var replace = false

    @Option(name: .long, help: "Which of the many data sets of this shape to write.")
    var seed = Defaults.options.seed

    @OptionGroup(title: "Size") var size: SizeOptions
    @OptionGroup(title: "Defects, each with its exact number") var defects: DefectOptions
    @OptionGroup(title: "Defects of time") var timing: TimingOptions
    @OptionGroup(title: "Defects of the catalogue") var catalogue: CatalogueOptions

    func run() async throws {
        var options = GeneratorOptions()
        options.seed = seed
        size.apply(to: &options)
        defects.apply(to: &options)
        timing.apply(to: &options)
        catalogue.apply(to: &options)
        do {
            let summary = try SampleGenerator(options: options).write(to: folder, replacing: replace)
            Console.result(GenerationText(summary: summary).text)
        } catch let error as GeneratorError {
            if case .impossibleOptions = error { throw ValidationError(error.description) }
            throw error
        }
    }
}

/// The options that a data set has when none is given.
enum Defaults {
    static let options = GeneratorOptions()
}

/// How large a data set is.
struct SizeOptions: ParsableArguments {
    @Option(name: .long, help: "Events of all pages.")
    var events = Defaults.options.events

    @Option(name: .long, help: "Events that are plays. (default: the share that 6,820 of 8,056 is)")
    var plays: Int?

    @Option(name: .long, help: "Users with at least one play.")
    var users = Defaults.options.users

    @Option(name: .long, help: "Songs of the catalogue, one file each.")
    var songs = Defaults.options.songs

    @Option(name: .long, help: "Artists of the catalogue. (default: the share that 69 of 71 is)")
    var artists: Int?

    @Option(name: .long, help: "Days, one log file each.")
    var days = Defaults.options.days

    @Option(name: .long, help: ArgumentHelp("The first day, UTC.", valueName: "yyyy-mm-dd"))
    var start = Defaults.options.firstDay

    @Option(name: .customLong("shared-starts"), help: "Pairs of plays that start at the same moment.")
    var sharedStarts = Defaults.options.sharedStarts

    /// Sets what was asked for.
    func apply(to options: inout GeneratorOptions) {
        options.events = events
        options.plays = plays
        options.users = users
        options.songs = songs
        options.artists = artists
        options.days = days
        options.firstDay = start
        options.sharedStarts = sharedStarts
    }
}

/// What is wrong with a data set.
struct DefectOptions: ParsableArguments {
    @Option(name: .customLong("linked-plays"), help: "Plays that can be linked; all others cannot.")
    var linkedPlays = Defaults.options.linkedPlays

    @Option(name: .customLong("unknown-titles"), help: "Plays of a catalogue artist with a title that is not there.")
    var unknownTitles = Defaults.options.unknownTitles

    @Option(name: .customLong("respelled-artists"), help: "Plays whose artist has other case or white space.")
    var respelledArtists = Defaults.options.respelledArtists

    @Option(name: .customLong("edition-titles"), help: "Plays whose title carries an edition suffix.")
    var editionTitles = Defaults.options.editionTitles

    @Option(name: .customLong("other-durations"), help: "Plays of a catalogue song with another length.")
    var otherDurations = Defaults.options.otherDurations

    @Option(name: .customLong("namesake-titles"), help: "Plays with a catalogue song's title by another artist.")
    var namesakeTitles = Defaults.options.namesakeTitles

    @Option(name: .customLong("doubly-encoded"), help: "Plays whose artist is encoded two or three times over.")
    var doublyEncoded = Defaults.options.doublyEncoded

    @Option(name: .customLong("borrowed-titles"), help: "Plays of a catalogue artist with another one's title.")
    var borrowedTitles = Defaults.options.borrowedTitles

    @Option(name: .customLong("compound-artists"), help: "Plays that name a second artist in the same field.")
    var compoundArtists = Defaults.options.compoundArtists

    @Option(name: .customLong("odd-spaces"), help: "Plays whose artist has a no-break space.")
    var oddSpaces = Defaults.options.oddSpaces

    @Option(name: .customLong("control-characters"), help: "Plays whose artist has a control character.")
    var controlCharacters = Defaults.options.controlCharacters

    @Option(
        name: .customLong("decomposed-accents"),
        help: "Plays whose artist has an accented letter of two characters."
    )
    var decomposedAccents = Defaults.options.decomposedAccents

    @Option(name: .customLong("duplicate-people"), help: "Pairs of users with the same name and gender.")
    var duplicatePeople = Defaults.options.duplicatePeople

    @Option(name: .customLong("level-changes"), help: "Users that change their level.")
    var levelChanges = Defaults.options.levelChanges

    @Option(name: .customLong("unexplained-changes"), help: "Of these users, those without the event that says so.")
    var unexplainedChanges = Defaults.options.unexplainedChanges

    @Option(name: .customLong("missing-user-ids"), help: "Plays without a user id, which are rejected.")
    var missingUserIDs = Defaults.options.missingUserIDs

    @Option(name: .customLong("unknown-levels"), help: "Plays whose level is neither free nor paid.")
    var unknownLevels = Defaults.options.unknownLevels

    @Option(name: .customLong("time-gaps"), help: "Stretches without any event.")
    var timeGaps = Defaults.options.timeGaps

    @Option(name: .customLong("gap-hours"), help: "Length of each such stretch in hours.")
    var gapHours = Defaults.options.gapHours

    @Option(name: .customLong("malformed-lines"), help: "Lines that are not JSON, on top of the events.")
    var malformedLines = Defaults.options.malformedLines

    @Option(name: .customLong("duplicate-lines"), help: "Lines that repeat the one before, on top of the events.")
    var duplicateLines = Defaults.options.duplicateLines

    /// Sets what was asked for.
    func apply(to options: inout GeneratorOptions) {
        options.linkedPlays = linkedPlays
        options.unknownTitles = unknownTitles
        options.respelledArtists = respelledArtists
        options.editionTitles = editionTitles
        options.otherDurations = otherDurations
        options.namesakeTitles = namesakeTitles
        options.doublyEncoded = doublyEncoded
        options.borrowedTitles = borrowedTitles
        options.compoundArtists = compoundArtists
        options.oddSpaces = oddSpaces
        options.controlCharacters = controlCharacters
        options.decomposedAccents = decomposedAccents
        options.duplicatePeople = duplicatePeople
        options.levelChanges = levelChanges
        options.unexplainedChanges = unexplainedChanges
        options.missingUserIDs = missingUserIDs
        options.unknownLevels = unknownLevels
        options.timeGaps = timeGaps
        options.gapHours = gapHours
        options.malformedLines = malformedLines
        options.duplicateLines = duplicateLines
    }
}

/// What was generated, as lines for the terminal.
private struct GenerationText {
    var summary: GenerationSummary

    var text: String {
        let size = Wording.count(summary.files, "file") + String(format: ", %.1f MB", Double(summary.bytes) / 1_000_000)
        let defects = [
            (summary.unknownTitles, "plays of a catalogue artist with an unknown title"),
            (summary.respelledArtists, "plays with a respelled artist"),
            (summary.editionTitles, "plays with an edition suffix"),
            (summary.otherDurations, "plays with another length"),
            (summary.namesakeTitles, "plays with a namesake title"),
            (summary.doublyEncoded, "plays with a doubly encoded artist"),
            (summary.borrowedTitles, "plays with a title of another catalogue artist"),
            (summary.compoundArtists, "plays with a second artist in the same field"),
            (summary.oddSpaces, "plays with a no-break space in the artist"),
            (summary.controlCharacters, "plays with a control character in the artist"),
            (summary.decomposedAccents, "plays with an accented letter of two characters"),
            (summary.duplicatePeople, "pairs of users with the same name and gender"),
            (summary.levelChanges, "users that change their level"),
            (summary.unexplainedChanges, "of them without an event that says so"),
            (summary.missingUserIDs, "plays without a user id"),
            (summary.unknownLevels, "plays with an unknown level"),
            (summary.timeGaps, "stretches without events"),
            (summary.lateEvents, "events in the file of the next day"),
            (summary.earlyEvents, "events in the file of the day before"),
            (summary.doubledPlays, "plays at the moment of another by the same user"),
            (summary.disorderedSessions, "sessions out of order"),
            (summary.malformedLines, "malformed lines"),
            (summary.duplicateLines, "repeated lines"),
        ].filter { $0.0 > 0 }.map { "  \(Wording.count($0.0)) \($0.1)" }
        return
            ([
                "Generated \(size) in \(summary.folder)",
                "  \(Wording.count(summary.songs)) songs by \(Wording.count(summary.artists)) artists",
                "  \(Wording.count(summary.events)) events, of which \(Wording.count(summary.plays)) plays by "
                    + "\(Wording.count(summary.users)) users at \(Wording.count(summary.distinctStarts)) distinct times",
                "  \(Wording.count(summary.linkedPlays)) of the plays can be linked to a song of the catalogue",
            ] + defects).joined(separator: "\n")
    }
}
