/// What a synthetic Sparkify data set holds: its size, its days, and the exact number of each governance defect.
///
/// The defaults reproduce the published figures of the data mart: 8,056 events of which 6,820 plays, 96 users, 6,813
/// distinct start times, 71 songs, 69 artists, 1 linkable play. Equal options give equal bytes on every platform.
public struct GeneratorOptions: Sendable, Equatable {
    /// Which of the many data sets of this shape to write; any number. Default 1.
    public var seed: UInt64 = 1

    // MARK: Size

    /// Events in all (plays and other pages), without malformed and repeated lines. Default 8,056.
    public var events = 8056
    /// Events whose page is NextSong. Default: the share that 6,820 of 8,056 is.
    public var plays: Int?
    /// Users with at least one play. Default 96.
    public var users = 96
    /// Users with events but without a play, one event each. Default 1.
    public var browsingUsers = 1
    /// Songs in the catalogue, one file each. Default 71.
    public var songs = 71
    /// Artists in the catalogue; the songs beyond this number are further songs of the first artists. Default: the share
    /// that 69 of 71 is.
    public var artists: Int?
    /// Days from the first to the last, one file of events each. Default 30.
    public var days = 30
    /// The first day, UTC, as YYYY-MM-DD. Default 2018-11-01.
    public var firstDay = "2018-11-01"
    /// Pairs of plays, by two users, that start at the same millisecond. Default 7.
    public var sharedStarts = 7

    // MARK: Linkage

    /// Plays whose title, artist name and duration equal those of a catalogue song. Default 1.
    public var linkedPlays = 1
    /// Plays whose artist is in the catalogue, exactly, but whose title is not. Default 20.
    public var unknownTitles = 20
    /// Plays of a catalogue song whose artist is spelled with other case or white space. Default 3.
    public var respelledArtists = 3
    /// Plays of a catalogue song whose title carries an edition suffix that the catalogue's lacks. Default 0.
    public var editionTitles = 0
    /// Plays with artist and title of a catalogue song whose duration is off by 1 to 9 seconds. Default 0.
    public var otherDurations = 0
    /// Plays whose title is a catalogue song's but whose artist is not in the catalogue. Default 0.
    public var namesakeTitles = 0
    /// Plays whose artist, not in the catalogue, is UTF-8 encoded two or three times over. Default 193.
    public var doublyEncoded = 193
    /// Plays with artist and title of two different artists of the catalogue. Default 0.
    public var borrowedTitles = 0
    /// Plays of a catalogue song whose artist field names a second artist as well. Default 0.
    public var compoundArtists = 0
    /// Plays of a catalogue song whose artist has a no-break space. Default 0.
    public var oddSpaces = 0
    /// Plays of a catalogue song whose artist has a control character. Default 0.
    public var controlCharacters = 0
    /// Plays whose artist, not in the catalogue, has an accented letter of two characters. Default 0.
    public var decomposedAccents = 0

    // MARK: People

    /// Pairs of users with the same first name, last name and gender; their registration and location differ. Default 1.
    public var duplicatePeople = 1
    /// Users that change their level once, with the Submit Upgrade or Submit Downgrade event that says so; each of
    /// them has plays at both levels. Default 8.
    public var levelChanges = 8
    /// Of these users, those without the event that says so. Default 0.
    public var unexplainedChanges = 0
    /// Plays without a user id (empty, null or without the key), which a loader must reject; none of them is in the
    /// linkage counts above. Default 0.
    public var missingUserIDs = 0
    /// Plays whose level is neither free nor paid. Default 0.
    public var unknownLevels = 0

    // MARK: Time

    /// Stretches without any event, each as long as `gapHours` or a little longer. Default 1.
    public var timeGaps = 1
    /// Length of each time gap in whole hours; no other stretch without events is as long. Default 13.
    public var gapHours = 13

    /// Missing days and hours, unusual volumes, events in the wrong file, at the same moment or out of order.
    public var timing = TimingDefects()

    // MARK: Catalogue

    /// What is wrong with songs and artists.
    public var catalogue = CatalogueDefects()

    // MARK: Lines

    /// Lines that are not JSON (cut off in the middle, or other text), on top of the events. Default 0.
    public var malformedLines = 0
    /// Lines that repeat the one before byte for byte, on top of the events. Default 0.
    public var duplicateLines = 0

    /// The published data mart.
    public init() {}
}
