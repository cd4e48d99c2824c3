/// What was written, counted while writing: each number is that of the files, not of the wish.
public struct GenerationSummary: Sendable, Equatable {
    /// The folder that now holds `song_data` and `log_data`, as it was given.
    public var folder: String
    /// Files written, songs and events together.
    public var files = 0
    /// Bytes in those files.
    public var bytes = 0

    /// Songs in the catalogue; as many files.
    public var songs = 0
    /// Artists with a song in the catalogue.
    public var artists = 0
    /// Songs whose year is 0.
    public var songsWithoutYear = 0
    /// Artists whose location is empty.
    public var artistsWithoutLocation = 0
    /// Artists without coordinates.
    public var artistsWithoutCoordinates = 0

    /// Daily files of events; a day without events has none.
    public var eventFiles = 0
    /// Lines in them: events, repeats and malformed lines.
    public var lines = 0
    /// Events, each counted once.
    public var events = 0
    /// Events whose page is NextSong, those without user id included.
    public var plays = 0
    /// Events of nobody: logged out, with an empty user id.
    public var loggedOutEvents = 0
    /// Users with at least one play.
    public var users = 0
    /// Users with an event of any page.
    public var userIDs = 0
    /// Sessions, of users and of nobody.
    public var sessions = 0
    /// Distinct start times of plays.
    public var distinctStarts = 0

    /// Plays that equal a catalogue song in title, artist name and duration.
    public var linkedPlays = 0
    /// Plays of a catalogue artist with a title that the catalogue lacks.
    public var unknownTitles = 0
    /// Plays of a catalogue song with the artist spelled otherwise.
    public var respelledArtists = 0
    /// Plays of a catalogue song with an edition suffix on the title.
    public var editionTitles = 0
    /// Plays of a catalogue song with another duration.
    public var otherDurations = 0
    /// Plays with the title of a catalogue song by an artist that the catalogue lacks.
    public var namesakeTitles = 0
    /// Plays whose artist is encoded more than once.
    public var doublyEncoded = 0
    /// Plays with artist and title of two different artists of the catalogue.
    public var borrowedTitles = 0
    /// Plays of a catalogue song with a second artist in the artist's field.
    public var compoundArtists = 0
    /// Plays of a catalogue song with a no-break space in the artist.
    public var oddSpaces = 0
    /// Plays of a catalogue song with a control character in the artist.
    public var controlCharacters = 0
    /// Plays whose artist has an accented letter of two characters.
    public var decomposedAccents = 0

    /// Pairs of users that share first name, last name and gender.
    public var duplicatePeople = 0
    /// Users with plays at both levels.
    public var levelChanges = 0
    /// Plays without a user id.
    public var missingUserIDs = 0
    /// Plays whose level is neither free nor paid.
    public var unknownLevels = 0

    /// Stretches of at least `GeneratorOptions.gapHours` without any event; 0 where no gap was asked for.
    public var timeGaps = 0
    /// The longest stretch between two plays, in milliseconds.
    public var longestPlayGapMilliseconds = 0
    /// Events in the file of the next day.
    public var lateEvents = 0
    /// Events in the file of the day before.
    public var earlyEvents = 0
    /// Plays at the moment of another play of the same user, counted among the plays.
    public var doubledPlays = 0
    /// Sessions whose first two events have each other's number.
    public var disorderedSessions = 0
    /// Users that change their level without an event that says so.
    public var unexplainedChanges = 0
    /// Lines that are not JSON.
    public var malformedLines = 0
    /// Lines that repeat the one before.
    public var duplicateLines = 0

    /// Starts with nothing written to a folder.
    public init(folder: String) {
        self.folder = folder
    }
}
