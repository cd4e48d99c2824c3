import ArgumentParser
import Sparkify

/// What is wrong with the times of the events of a data set.
struct TimingOptions: ParsableArguments {
    @Option(name: .customLong("missing-days"), help: "Days without any event and without a file; with --time-gaps 0.")
    var missingDays = Defaults.options.timing.missingDays

    @Option(name: .customLong("missing-hours"), help: "Single hours without any event.")
    var missingHours = Defaults.options.timing.missingHours

    @Option(name: .customLong("volume-spikes"), help: "Hours with eight times as many events as usual.")
    var volumeSpikes = Defaults.options.timing.volumeSpikes

    @Option(name: .customLong("volume-dips"), help: "Hours with an eighth of the usual events.")
    var volumeDips = Defaults.options.timing.volumeDips

    @Option(name: .customLong("late-events"), help: "Events in the file of the next day.")
    var lateEvents = Defaults.options.timing.lateEvents

    @Option(name: .customLong("early-events"), help: "Events in the file of the day before.")
    var earlyEvents = Defaults.options.timing.earlyEvents

    @Option(
        name: .customLong("doubled-plays"),
        help: "Plays that begin when another play of the same user begins, on top of the events."
    )
    var doubledPlays = Defaults.options.timing.doubledPlays

    @Option(name: .customLong("disordered-sessions"), help: "Sessions whose first two events have each other's number.")
    var disorderedSessions = Defaults.options.timing.disorderedSessions

    /// Sets what was asked for.
    func apply(to options: inout GeneratorOptions) {
        options.timing.missingDays = missingDays
        options.timing.missingHours = missingHours
        options.timing.volumeSpikes = volumeSpikes
        options.timing.volumeDips = volumeDips
        options.timing.lateEvents = lateEvents
        options.timing.earlyEvents = earlyEvents
        options.timing.doubledPlays = doubledPlays
        options.timing.disorderedSessions = disorderedSessions
    }
}

/// What is wrong with the songs and artists of a data set.
struct CatalogueOptions: ParsableArguments {
    @Option(
        name: .customLong("songs-without-year"),
        help: "Songs whose year is 0. (default: the share that 43 of 71 is)"
    )
    var songsWithoutYear: Int?

    @Option(
        name: .customLong("artists-without-location"),
        help: "Artists whose location is empty. (default: the share that 28 of 69 is)"
    )
    var artistsWithoutLocation: Int?

    @Option(
        name: .customLong("unnamed-coordinates"),
        help: "Of these artists, those that have coordinates all the same."
    )
    var unnamedCoordinates = Defaults.options.catalogue.unnamedCoordinates

    @Option(
        name: .customLong("unmapped-locations"),
        help: "Artists with a location and without coordinates. (default: some of the share that 19 of 69 is)"
    )
    var unmappedLocations: Int?

    @Option(name: .customLong("respelled-names"), help: "Artists named like another but for case or spaces.")
    var respelledNames = Defaults.options.catalogue.respelledNames

    @Option(name: .customLong("compound-names"), help: "Artists whose name is that of several, such as A;B.")
    var compoundNames = Defaults.options.catalogue.compoundNames

    @Option(name: .customLong("edition-songs"), help: "Songs of the catalogue whose title carries an edition suffix.")
    var editionTitles = Defaults.options.catalogue.editionTitles

    /// Sets what was asked for.
    func apply(to options: inout GeneratorOptions) {
        options.catalogue.songsWithoutYear = songsWithoutYear
        options.catalogue.artistsWithoutLocation = artistsWithoutLocation
        options.catalogue.unnamedCoordinates = unnamedCoordinates
        options.catalogue.unmappedLocations = unmappedLocations
        options.catalogue.respelledNames = respelledNames
        options.catalogue.compoundNames = compoundNames
        options.catalogue.editionTitles = editionTitles
    }
}
