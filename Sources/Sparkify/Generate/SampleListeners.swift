/// The users of a sample: each profile is computed from the user's number, so that none has to be kept.
struct SampleListeners {
    /// Users with plays: the numbers from 0.
    let playingCount: Int
    /// Users without: the numbers after those.
    let browsingCount: Int
    /// Pairs of playing users that share their names, taken from the end.
    let duplicatePairs: Int
    /// Playing users that change level once.
    let changerCount: Int
    /// The changers are spread over the users below this number.
    let changerRange: Int

    private let names: InventedNames
    private let identifiers: InventedNames
    private let places: InventedNames
    private let seed: UInt64
    private let firstMilliseconds: Int

    /// Describes the users; all registered before `firstMilliseconds`.
    init(plan: SamplePlan, firstMilliseconds: Int) {
        let options = plan.options
        playingCount = options.users
        browsingCount = options.browsingUsers
        duplicatePairs = options.duplicatePeople
        changerCount = options.levelChanges
        changerRange = plan.changerRange
        seed = options.seed
        self.firstMilliseconds = firstMilliseconds
        names = InventedNames(seed: options.seed, stream: 11)
        identifiers = InventedNames(seed: options.seed, stream: 12)
        places = InventedNames(seed: options.seed, stream: 13)
    }

    /// Which of the level changes is this user's, if any.
    func change(of listener: Int) -> Int? {
        guard listener < changerRange, changerCount > 0 else { return nil }
        let change = (listener * changerCount + changerRange - 1) / changerRange
        return change < changerCount && change * changerRange / changerCount == listener ? change : nil
    }

    /// Whether a user starts out paid: those that listen most, and one of eight that change.
    func startsPaid(_ listener: Int) -> Bool {
        if let change = change(of: listener) { return change % 8 == 7 }
        return listener * 3 < playingCount
    }

    /// Appends the user's id, a number from 1 to the number of users.
    func appendIdentifier(of listener: Int, to text: inout OutputBuffer) {
        // A step that has no factor in common with the count visits every number once, in no obvious order.
        let count = playingCount + browsingCount
        var step = count * 5 / 8 + 1
        while Self.greatestCommonDivisor(step, count) != 1 { step += 1 }
        text.append(decimal: 1 + (listener % count * step) % count)
    }

    /// First and last name and gender of a user; the second of a duplicate pair has those of the first.
    func person(_ listener: Int) -> (first: [UInt8], last: [UInt8], gender: UInt8) {
        let fromEnd = playingCount - 1 - listener
        let isSecond = listener < playingCount && fromEnd < 2 * duplicatePairs && fromEnd % 2 == 0
        let code = names.code(of: isSecond ? listener - 1 : listener)
        var first: [UInt8] = []
        var last: [UInt8] = []
        InventedNames.appendWord(code, first: 0, count: 2, to: &first)
        InventedNames.appendWord(code, first: 2, count: 3, to: &last)
        let gender = SplitMix64.mixed(code & 0xFFF) & 1 == 0 ? UInt8(ascii: "F") : UInt8(ascii: "M")
        return (first, last, gender)
    }

    /// Where a user lives: one of 64 places, never that of the user before, who may have the same name.
    func place(of listener: Int) -> [UInt8] {
        places.place(listener % 64)
    }

    /// When a user registered: milliseconds since 1970, different for each user, up to about 90 days before the first day.
    func registrationMilliseconds(of listener: Int) -> Int {
        let span = 90 * 86_400_000
        let count = playingCount + browsingCount
        let step = max(1, span / count)
        return firstMilliseconds - 3_600_000 - listener * step - Int(SplitMix64.mixed(seed) % UInt64(step))
    }

    /// Appends the user's browser as a JSON string; most are in quotation marks of their own, as in the real files.
    func appendBrowser(of listener: Int, to text: inout OutputBuffer) {
        let bits = identifiers.code(of: listener)
        let isFirefox = bits % 4 == 0
        text.append(isFirefox ? "\"Mozilla\\/5.0 (" : "\"\\\"Mozilla\\/5.0 (")
        switch bits >> 2 & 3 {
        case 0: text.append("Windows NT 6.1; WOW64")
        case 1: text.append("Macintosh; Intel Mac OS X 10_9_4")
        case 2: text.append("X11; Linux x86_64")
        default: text.append("Windows NT 6.3; WOW64")
        }
        let version = 28 + Int(bits >> 4 & 7)
        if isFirefox {
            text.append("; rv:")
            text.append(decimal: version)
            text.append(".0) Gecko\\/20100101 Firefox\\/")
            text.append(decimal: version)
            text.append(".0\"")
        } else {
            text.append(") AppleWebKit\\/537.36 (KHTML, like Gecko) Chrome\\/")
            text.append(decimal: version)
            text.append(".0.")
            text.append(decimal: 1900 + Int(bits >> 7 & 127))
            text.append(".101 Safari\\/537.36\\\"\"")
        }
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : greatestCommonDivisor(second, first % second)
    }
}
