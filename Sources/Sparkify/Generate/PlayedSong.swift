/// The song of one play, as the event names it: JSON strings of artist and title, and the duration.
struct PlayedSong {
    /// The artist's name, quoted and escaped.
    private(set) var artist = OutputBuffer(capacity: 128)
    /// The song's title, quoted and escaped.
    private(set) var title = OutputBuffer(capacity: 128)
    /// The duration in hundred-thousandths of a second.
    private(set) var duration = 0

    private let catalogue: SampleCatalogue
    private let plan: SamplePlan
    private var random: SplitMix64

    /// Chooses songs from the catalogue and from beyond it.
    init(catalogue: SampleCatalogue, plan: SamplePlan) {
        self.catalogue = catalogue
        self.plan = plan
        random = SplitMix64(seed: plan.options.seed, stream: 31)
    }

    /// Chooses a song for a play of this kind, nil for an ordinary one.
    mutating func choose(_ kind: PlayKind?) {
        artist.removeAll()
        title.removeAll()
        switch kind {
        case nil: chooseOutside()
        case .doublyEncoded:
            chooseGarbled { number, name in
                let once = InventedNames.encodedAgain(name)
                return number % 4 == 0 ? once : InventedNames.encodedAgain(once)
            }
        case .decomposedAccent: chooseGarbled { _, name in InventedNames.decomposed(name) }
        case .unknownTitle: chooseUnknownTitle()
        case .some(let kind): chooseFromCatalogue(kind)
        }
    }

    /// A song that the catalogue lacks, by an artist that it lacks too; some artists are played much more than others.
    private mutating func chooseOutside() {
        let number = random.skewedNumber(below: plan.outsideArtists)
        write(catalogue.artistNames.artist(catalogue.artistCount + number))
        let song = number * SamplePlan.songsPerOutsideArtist + random.number(below: SamplePlan.songsPerOutsideArtist)
        write(titleNumber: catalogue.songCount + song)
    }

    /// Like an ordinary song, but its artist has an accent, which is written in an unusual way.
    private mutating func chooseGarbled(_ spelling: (Int, [UInt8]) -> [UInt8]) {
        let number = plan.outsideArtists + random.skewedNumber(below: plan.garbledArtists)
        let name = catalogue.artistNames.artist(catalogue.artistCount + number, accented: true)
        write(spelling(number, name))
        let song = number * SamplePlan.songsPerOutsideArtist + random.number(below: SamplePlan.songsPerOutsideArtist)
        write(titleNumber: catalogue.songCount + song)
    }

    /// An artist of the catalogue with a song that it lacks.
    private mutating func chooseUnknownTitle() {
        write(catalogue.name(ofArtist: random.number(below: catalogue.artistCount)))
        let outside = (plan.outsideArtists + plan.garbledArtists) * SamplePlan.songsPerOutsideArtist
        write(titleNumber: catalogue.songCount + outside + random.number(below: SamplePlan.strayTitles))
    }

    /// A song of the catalogue, as it is or with the one difference that its kind has.
    private mutating func chooseFromCatalogue(_ kind: PlayKind) {
        let song = random.number(below: catalogue.songCount)
        var name = catalogue.name(ofArtist: catalogue.artist(ofSong: song))
        var words = catalogue.title(ofSong: song)
        duration = catalogue.duration(ofTitle: song)
        switch kind {
        case .respelledArtist: name = respelled(name)
        case .editionTitle:
            let suffixes = [" (Album Version)", " (Live)", " [Explicit]"]
            words.append(contentsOf: Array(suffixes[random.number(below: suffixes.count)].utf8))
        case .otherDuration:
            let seconds = 1 + random.number(below: 9)
            duration += (random.next() & 1 == 0 ? seconds : -seconds) * 100_000
        case .namesakeTitle:
            name = catalogue.artistNames.artist(
                catalogue.artistCount + random.skewedNumber(below: plan.outsideArtists)
            )
        case .borrowedTitle:
            let other = 1 + random.number(below: catalogue.artistCount - 1)
            name = catalogue.name(ofArtist: (catalogue.artist(ofSong: song) + other) % catalogue.artistCount)
        case .compoundArtist:
            let joints = [" feat. ", ";", " with "]
            name += Array(joints[random.number(below: joints.count)].utf8)
            name += catalogue.artistNames.artist(
                catalogue.artistCount + random.skewedNumber(below: plan.outsideArtists)
            )
        case .oddSpace:
            if let space = name.firstIndex(of: UInt8(ascii: " ")) {
                name.replaceSubrange(space...space, with: [0xC2, 0xA0])
            }
        case .controlCharacter: name.append(0x19)
        case .linked, .unknownTitle, .doublyEncoded, .decomposedAccent: break
        }
        write(name)
        title.append(jsonString: words, escapingSlashes: true)
    }

    /// The same name in capitals, in small letters, with a space before, after or twice between the words.
    private mutating func respelled(_ name: [UInt8]) -> [UInt8] {
        let space = UInt8(ascii: " ")
        switch random.number(below: 5) {
        case 0: return name.map { (97...122).contains($0) ? $0 - 32 : $0 }
        case 1: return name.map { (65...90).contains($0) ? $0 + 32 : $0 }
        case 2: return [space] + name
        case 3: return name + [space]
        default: return name.flatMap { $0 == space ? [space, space] : [$0] }
        }
    }

    private mutating func write(_ name: [UInt8]) {
        artist.append(jsonString: name, escapingSlashes: true)
    }

    private mutating func write(titleNumber: Int) {
        title.append(jsonString: catalogue.titles.title(titleNumber), escapingSlashes: true)
        duration = catalogue.duration(ofTitle: titleNumber)
    }
}
