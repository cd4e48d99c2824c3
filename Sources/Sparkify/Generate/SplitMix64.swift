/// A small seeded generator of random numbers: the same seed gives the same numbers on every platform.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. Not for secrets.
struct SplitMix64 {
    private var state: UInt64

    /// Makes a stream of its own for each seed and purpose, so that one concern never shifts the numbers of another.
    init(seed: UInt64, stream: UInt64) {
        state = SplitMix64.mixed(seed &+ SplitMix64.mixed(stream))
    }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mixed(state)
    }

    /// A number in `0..<bound`, each as likely as the other; 0 when `bound` is 0.
    ///
    /// Multiplies and keeps the high half (Lemire, "Fast Random Integer Generation in an Interval", 2019) without the
    /// rejection step: the bias is below 2^-30 for every bound used here.
    mutating func number(below bound: Int) -> Int {
        SplitMix64.scaled(next(), to: bound)
    }

    /// A number in `0..<bound` that is small much more often than large, as play counts are: a product of two.
    mutating func skewedNumber(below bound: Int) -> Int {
        SplitMix64.scaled(next().multipliedFullWidth(by: next()).high, to: bound)
    }

    /// The finaliser of SplitMix64: spreads a number over all 64 bits, one to one.
    static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Maps 64 random bits to `0..<bound`.
    static func scaled(_ bits: UInt64, to bound: Int) -> Int {
        Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
    }
}

/// Hands out exact numbers of special outcomes over a known number of draws.
///
/// This is selection sampling (Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S) with several kinds:
/// every kind comes out exactly as often as asked, at places that look random, and nothing has to be kept.
struct ExactDraw {
    private(set) var remaining: [Int]

    /// Starts with the number of times that each kind has to come out.
    init(_ counts: [Int]) {
        remaining = counts
    }

    /// Draws the kind of the next slot, or nil for an ordinary one.
    ///
    /// `slots` is how many slots are left, this one included; it must not be less than the outcomes still due.
    mutating func kind(ofNextIn slots: Int, using random: inout SplitMix64) -> Int? {
        var number = random.number(below: slots)
        for kind in remaining.indices {
            if number < remaining[kind] {
                remaining[kind] -= 1
                return kind
            }
            number -= remaining[kind]
        }
        return nil
    }
}
