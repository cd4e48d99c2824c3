/// What is wrong with the times of a sample's events, each with its exact number.
public struct TimingDefects: Sendable, Equatable {
    /// Days without any event and so without a file, no two of them neighbours. Default 0.
    public var missingDays = 0
    /// Single hours without any event, on days that have some. Default 0.
    public var missingHours = 0
    /// Busy hours of working days with eight times as many events as usual. Default 0.
    public var volumeSpikes = 0
    /// Busy hours of working days with an eighth of the usual events. Default 0.
    public var volumeDips = 0
    /// Events that stand in the file of the next day. Default 0.
    public var lateEvents = 0
    /// Events that stand in the file of the day before. Default 0.
    public var earlyEvents = 0
    /// Plays that begin when another play of the same user begins, on top of the events. Default 0.
    public var doubledPlays = 0
    /// Sessions whose first two events have each other's number. Default 0.
    public var disorderedSessions = 0

    /// No defect.
    public init() {}

    /// The counts by the names that messages give them.
    var counts: [(name: String, value: Int)] {
        [
            ("missing days", missingDays), ("missing hours", missingHours), ("volume spikes", volumeSpikes),
            ("volume dips", volumeDips), ("late events", lateEvents), ("early events", earlyEvents),
            ("doubled plays", doubledPlays), ("disordered sessions", disorderedSessions),
        ]
    }

    /// How many single hours are unlike the others.
    var specialHours: Int { missingHours + volumeSpikes + volumeDips }
}

extension TimePlan {
    /// How much more a spike, or less a dip, has than usual.
    static let volumeFactor = 8

    /// Leaves out days and hours, and makes hours fuller or emptier, far enough from each other and from the ends.
    ///
    /// - Throws: ``GeneratorError`` when they do not fit into the days.
    mutating func placeDefects(_ options: GeneratorOptions) throws(GeneratorError) {
        let defects = options.timing
        guard defects.missingDays + defects.specialHours > 0 else { return }
        let inner = days.count - 2
        guard options.timeGaps == 0 || defects.missingDays == 0, inner >= 2 * defects.missingDays else {
            throw .impossibleOptions(
                message:
                    "\(defects.missingDays) missing days do not fit into \(days.count) days with \(options.timeGaps) time "
                    + "gaps; ask for more days and no time gaps"
            )
        }
        for number in 0..<defects.missingDays { days[1 + number * inner / defects.missingDays].activeHours = 0 }
        try placeHours(defects)
    }

    private mutating func placeHours(_ defects: TimingDefects) throws(GeneratorError) {
        guard defects.specialHours > 0 else { return }
        // An hour with active ones on both sides stays single. Volumes stand out in the busy hours of working days.
        let places = days.indices.dropFirst().dropLast().flatMap { day in
            (1..<20).filter { days[day].activeHours >> UInt32($0 - 1) & 7 == 7 }.map { (day: day, hour: $0) }
        }
        for (day, hour) in try chosen(defects.missingHours, of: places.filter { $0.hour < 12 }) {
            days[day].activeHours &= ~(1 << UInt32(hour))
        }
        let busy = places.filter { $0.hour >= 14 && days[$0.day].day.weekday < 5 }
        let volumes = try chosen(defects.volumeSpikes + defects.volumeDips, of: busy)
        for (number, place) in volumes.enumerated() {
            // By turns, so that each is spread over all days.
            let isSpike = number % 2 == 0 ? number / 2 < defects.volumeSpikes : number / 2 >= defects.volumeDips
            if isSpike {
                days[place.day].spikes |= 1 << UInt32(place.hour)
            } else {
                days[place.day].dips |= 1 << UInt32(place.hour)
            }
        }
    }

    /// Takes some of a list of hours, evenly spread, never two neighbours and, as far as possible, never the same hour of two
    /// weeks, which are compared with one another.
    private func chosen(
        _ count: Int,
        of places: [(day: Int, hour: Int)]
    ) throws(GeneratorError) -> [(day: Int, hour: Int)] {
        guard count > 0 else { return [] }
        let stretch = places.count / count
        guard stretch >= 3 else {
            throw .impossibleOptions(
                message:
                    "\(count) missing, full or empty hours do not fit into the days; ask for fewer of them or for more days"
            )
        }
        var taken: Set<Int> = []
        return (0..<count).map { number in
            let first = number * stretch + stretch / 2
            let hourOfWeek = { (index: Int) in days[places[index].day].day.weekday * 24 + places[index].hour }
            let candidates = first..<min(first + stretch - 2, places.count)
            let index = candidates.first { !taken.contains(hourOfWeek($0)) } ?? first
            taken.insert(hourOfWeek(index))
            return places[index]
        }
    }

    /// Refuses missing hours that could not be told from the pauses between events.
    ///
    /// - Parameter slots: how many events may lie between two plays, and those two.
    func checkThatHoursStandOut(_ options: GeneratorOptions, slots: Int) throws(GeneratorError) {
        guard options.timing.missingHours > 0 else { return }
        for day in days where day.eventCount > 0 {
            let weights = day.weights
            guard slots * weights.reduce(0, +) < day.eventCount * (weights.filter { $0 > 0 }.min() ?? 0) else {
                throw .impossibleOptions(
                    message:
                        "\(options.events) events in \(options.days) days are too few for missing hours to stand out; ask "
                        + "for more events, for fewer days or for no missing hour"
                )
            }
        }
    }
}

/// Hands out a number of defects among steps of which not all will do, evenly: each comes at the first step that will.
struct EvenQuota {
    /// How many were asked for.
    let wanted: Int
    /// How many have been taken.
    private(set) var taken = 0

    /// Whether one is due at a step of so many.
    func isDue(at step: Int, of steps: Int) -> Bool {
        taken < wanted && taken * steps <= wanted * step
    }

    /// Counts one.
    mutating func take() { taken += 1 }
}
