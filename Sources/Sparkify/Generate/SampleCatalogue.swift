/// The songs and artists of a sample: each is computed from its number, so that none has to be kept.
struct SampleCatalogue {
    /// How many songs there are; song `n` has title `n`.
    let songCount: Int
    /// How many artists they have.
    let artistCount: Int
    /// The names of artists; numbers from `artistCount` on are artists that the catalogue lacks.
    let artistNames: InventedNames
    /// The titles of songs; numbers from `songCount` on are songs that the catalogue lacks.
    let titles: InventedNames

    /// What is wrong with it.
    let defects: CatalogueDefects

    private let places: InventedNames
    private let seed: UInt64

    /// Describes a catalogue of the given size.
    init(songCount: Int, artistCount: Int, defects: CatalogueDefects, seed: UInt64) {
        self.defects = defects
        self.songCount = songCount
        self.artistCount = artistCount
        self.seed = seed
        artistNames = InventedNames(seed: seed, stream: 1)
        titles = InventedNames(seed: seed, stream: 2)
        places = InventedNames(seed: seed, stream: 3)
    }

    /// The number of the artist of a song.
    func artist(ofSong song: Int) -> Int {
        song % artistCount
    }

    /// The name of an artist of the catalogue.
    func name(ofArtist artist: Int) -> [UInt8] { defects.name(ofArtist: artist, of: artistCount, in: artistNames) }

    /// The title of a song of the catalogue.
    func title(ofSong song: Int) -> [UInt8] { defects.title(ofSong: song, in: titles) }

    /// Whether a song's year is 0.
    func lacksYear(song: Int) -> Bool { defects.lacksYear(song: song, of: songCount) }

    /// Whether an artist's location is empty.
    func lacksLocation(artist: Int) -> Bool { defects.lacksLocation(artist: artist, of: artistCount) }

    /// Whether an artist has no coordinates, with or without location.
    func lacksCoordinates(artist: Int) -> Bool { defects.lacksCoordinates(artist: artist, of: artistCount) }

    /// The duration of a song in hundred-thousandths of a second, between one and eight minutes.
    ///
    /// Its last digit is never 0, so that both kinds of file write it with five places.
    func duration(ofTitle title: Int) -> Int {
        let bits = SplitMix64.mixed(seed ^ SplitMix64.mixed(UInt64(title) &+ 0xD0))
        let duration = 6_000_000 + SplitMix64.scaled(bits, to: 42_000_000)
        return duration % 10 == 0 ? duration + 3 : duration
    }

    /// Appends the object of a song file: keys in the order of the real ones, no newline after.
    func appendSong(_ song: Int, to buffer: inout OutputBuffer) {
        let artist = artist(ofSong: song)
        buffer.append("{\"num_songs\": 1, \"artist_id\": \"AR")
        appendKey(artistNames.code(of: artist), kind: 0xA, to: &buffer)
        appendOrigin(ofArtist: artist, to: &buffer)
        buffer.append(", \"artist_name\": ")
        buffer.append(jsonString: name(ofArtist: artist), escapingSlashes: false)
        buffer.append(", \"song_id\": \"SO")
        appendKey(titles.code(of: song), kind: 0x5, to: &buffer)
        buffer.append("\", \"title\": ")
        buffer.append(jsonString: title(ofSong: song), escapingSlashes: false)
        buffer.append(", \"duration\": ")
        buffer.append(hundredThousandths: duration(ofTitle: song))
        buffer.append(", \"year\": ")
        buffer.append(decimal: lacksYear(song: song) ? 0 : 1960 + Int(titles.code(of: song) % 50))
        buffer.append("}")
    }

    /// The path of a song's file below `song_data`: folders are the third to fifth letter of the track's key.
    func path(ofSong song: Int) -> (folder: String, file: String) {
        let leaf = song / 4
        let letters = [leaf / 676 % 26, leaf / 26 % 26, leaf % 26].map { 65 + UInt8($0) }
        var name = OutputBuffer(capacity: 32)
        name.append("TR")
        name.append(letters)
        name.append(hexadecimal: titles.code(of: song), digits: 8)
        name.append(hexadecimal: SplitMix64.mixed(UInt64(song) ^ seed), digits: 5)
        name.append(".json")
        let folder = letters.map { String(UnicodeScalar($0)) }.joined(separator: "/")
        return (folder, String(decoding: name.bytes, as: UTF8.self))
    }

    private func appendOrigin(ofArtist artist: Int, to buffer: inout OutputBuffer) {
        if lacksCoordinates(artist: artist) {
            buffer.append("\", \"artist_latitude\": null, \"artist_longitude\": null")
        } else {
            let bits = SplitMix64.mixed(seed ^ artistNames.code(of: artist))
            let latitude = SplitMix64.scaled(bits, to: 12_000_000) - 6_000_000
            let longitude = SplitMix64.scaled(SplitMix64.mixed(bits), to: 34_000_000) - 17_000_000
            buffer.append("\", \"artist_latitude\": ")
            buffer.append(hundredThousandths: latitude | 1)
            buffer.append(", \"artist_longitude\": ")
            buffer.append(hundredThousandths: longitude | 1)
        }
        buffer.append(", \"artist_location\": ")
        buffer.append(
            jsonString: lacksLocation(artist: artist) ? [] : places.place(artist),
            escapingSlashes: false
        )
    }

    /// Appends 16 digits that look like a key: eight that are the name's own, eight that only fill up.
    private func appendKey(_ code: UInt64, kind: UInt64, to buffer: inout OutputBuffer) {
        buffer.append(hexadecimal: code, digits: 8)
        buffer.append(hexadecimal: SplitMix64.mixed(code ^ seed ^ kind), digits: 8)
    }
}
