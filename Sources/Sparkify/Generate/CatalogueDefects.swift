/// What is wrong with the songs and artists of a sample, each with its exact number.
public struct CatalogueDefects: Sendable, Equatable {
    /// Songs whose year is 0. Default: the share that 43 of 71 is.
    public var songsWithoutYear: Int?
    /// Artists whose location is empty. Default: the share that 28 of 69 is.
    public var artistsWithoutLocation: Int?
    /// Artists whose location is empty although they have coordinates, among those without location. Default 0.
    public var unnamedCoordinates = 0
    /// Artists that have a location and no coordinates. Default: some of the share that 19 of 69 is.
    public var unmappedLocations: Int?
    /// Artists whose name is that of another but for case or spaces. Default 0.
    public var respelledNames = 0
    /// Artists whose name is that of several, such as `A;B` or `A feat. B`. Default 0.
    public var compoundNames = 0
    /// Songs whose title carries an edition suffix, such as `(Album Version)`. Default 0.
    public var editionTitles = 0

    /// The catalogue of the published data mart.
    public init() {}

    /// The counts by the names that messages give them.
    var counts: [(name: String, value: Int)] {
        [
            ("songs without year", songsWithoutYear ?? 0), ("artists without location", artistsWithoutLocation ?? 0),
            ("unnamed coordinates", unnamedCoordinates), ("unmapped locations", unmappedLocations ?? 0),
            ("respelled names", respelledNames), ("compound names", compoundNames), ("edition songs", editionTitles),
        ]
    }

    /// Refuses numbers that a catalogue of this size cannot have.
    func check(songs: Int, artists: Int) throws(GeneratorError) {
        let located = artists - withoutLocation(artists: artists)
        let isPossible =
            max(songsWithoutYear ?? 0, editionTitles) <= songs && (artistsWithoutLocation ?? 0) <= artists
            && unnamedCoordinates <= artists - located && (unmappedLocations ?? 0) <= located
            && 2 * respelledNames + compoundNames <= artists
        if isPossible { return }
        throw .impossibleOptions(
            message:
                "the defects of the catalogue are too many for \(songs) songs and \(artists) artists; ask for more songs "
                + "and artists or for fewer defects"
        )
    }

    // MARK: - By number

    /// Whether a song's year is 0.
    func lacksYear(song: Int, of songs: Int) -> Bool {
        songsWithoutYear.map { Self.isAmong($0, of: songs, number: song) } ?? Self.isAmong(43, of: 71, number: song)
    }

    /// Whether an artist's location is empty.
    func lacksLocation(artist: Int, of artists: Int) -> Bool {
        Self.isAmong(part(of: artists), of: whole(of: artists), number: artist)
    }

    /// Whether an artist has no coordinates, with or without location.
    func lacksCoordinates(artist: Int, of artists: Int) -> Bool {
        let before = artist * part(of: artists) / whole(of: artists)
        if lacksLocation(artist: artist, of: artists) { return before >= unnamedCoordinates }
        return unmappedLocations.map { artist - before < $0 } ?? Self.isAmong(19, of: 69, number: artist + 1)
    }

    /// The name of an artist of the catalogue.
    func name(ofArtist artist: Int, of artists: Int, in names: InventedNames) -> [UInt8] {
        let fromEnd = artists - 1 - artist
        if fromEnd < respelledNames { return Self.respelled(names.artist(fromEnd), fromEnd) }
        let name = names.artist(artist)
        guard fromEnd < respelledNames + compoundNames else { return name }
        let link = [";", " feat. ", " Featuring ", " vs. "][artist % 4]
        return name + Array(link.utf8) + names.artist(artists + artist)
    }

    /// The title of a song of the catalogue.
    func title(ofSong song: Int, in titles: InventedNames) -> [UInt8] {
        let title = titles.title(song)
        guard song < editionTitles else { return title }
        let suffixes = [" (Album Version)", " [Live]", " (Digital Remaster)", " (Explicit)", " (Radio Edit)"]
        return title + Array(suffixes[song % suffixes.count].utf8)
    }

    /// How many artists have no location.
    func withoutLocation(artists: Int) -> Int { artists * part(of: artists) / whole(of: artists) }

    private func part(of artists: Int) -> Int { artistsWithoutLocation ?? 28 }
    private func whole(of artists: Int) -> Int { artistsWithoutLocation == nil ? 69 : artists }

    /// The same name with two spaces for one, or with small letters for capitals and the other way round.
    private static func respelled(_ name: [UInt8], _ number: Int) -> [UInt8] {
        let space = UInt8(ascii: " ")
        if number % 2 == 0 { return name.flatMap { $0 == space ? [space, space] : [$0] } }
        return name.map { byte in
            switch byte {
            case 97...122: byte - 32
            case 65...90: byte + 32
            default: byte
            }
        }
    }

    /// Whether a number belongs to the share `part` of `whole`, spread evenly: exactly `part` of each `whole` numbers do.
    private static func isAmong(_ part: Int, of whole: Int, number: Int) -> Bool {
        (number + 1) * part / whole > number * part / whole
    }
}
