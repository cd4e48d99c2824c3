/// When the events of a sample happen: how many on each day, which hours are gaps, how full each hour is.
struct TimePlan {
    /// One day: how many events it has, and which of its hours may have any (bit 0 is the hour from midnight).
    struct Day {
        /// The day itself.
        var day: CalendarDay
        /// How many events it has.
        var eventCount = 0
        /// A bit for each hour that is no part of a gap.
        var activeHours: UInt32 = (1 << 24) - 1
        /// A bit for each hour that is fuller than usual.
        var spikes: UInt32 = 0
        /// A bit for each hour that is emptier than usual.
        var dips: UInt32 = 0

        /// How full each hour is compared with the others of the day.
        var weights: [Int] {
            (0..<24).map { hour in
                guard activeHours >> UInt32(hour) & 1 == 1 else { return 0 }
                let isDip = dips >> UInt32(hour) & 1 == 1
                return TimePlan.hourWeights[hour]
                    * (spikes >> UInt32(hour) & 1 == 1 ? TimePlan.volumeFactor : 1)
                    * (dips != 0 && !isDip ? TimePlan.volumeFactor : 1)
            }
        }
    }

    /// How full each hour is compared with the others, from midnight to midnight UTC.
    static let hourWeights = [5, 5, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 9, 9, 9, 8, 8, 7, 7, 6, 6]

    /// The days in order.
    var days: [Day]
    /// Milliseconds in the smallest step between two events: 1000 where there is room, as in the real files, else 1.
    private(set) var tickMilliseconds = 1000

    /// Plans `eventCount` events.
    ///
    /// `slotsBetweenPlays` is how many event slots may lie between two plays, at most; no stretch of that many slots may
    /// look like a gap.
    ///
    /// - Throws: ``GeneratorError`` when the gaps do not fit into the days, when the events are too few for the gaps to
    ///   stand out or too many to have a millisecond each.
    init(options: GeneratorOptions, firstDay: CalendarDay, slotsBetweenPlays: Int) throws(GeneratorError) {
        days = (0..<options.days).map { Day(day: CalendarDay(number: firstDay.number + $0)) }
        let margin = try placeGaps(options)
        try placeDefects(options)
        spread(options.events, seed: options.seed)
        if options.timeGaps > 0 { try checkThatGapsStandOut(options, margin: margin, slots: slotsBetweenPlays + 2) }
        try checkThatHoursStandOut(options, slots: slotsBetweenPlays + 2)
        if !Self.fits(days, tickMilliseconds: 1000) { tickMilliseconds = 1 }
        guard Self.fits(days, tickMilliseconds: 1) else {
            throw .impossibleOptions(
                message: "\(options.events) events do not fit into \(options.days) days at one a millisecond; "
                    + "ask for more days"
            )
        }
    }

    /// Whether every event can have a tick of its own.
    private static func fits(_ days: [Day], tickMilliseconds: Int) -> Bool {
        days.allSatisfy { fullness(of: $0) <= 3_600_000 / tickMilliseconds / (reserve(of: $0) + 1) }
    }

    /// The weight of the hours of a day that may have events.
    static func activeWeight(of day: Day) -> Int { day.weights.reduce(0, +) }

    /// The first units of each slot that stay unused, so that the ticks of two events differ whatever the hour's weight.
    static func reserve(of day: Day) -> Int { (day.weights.max() ?? 0) + 1 }

    /// Events of a day for each unit of its weight, rounded up.
    private static func fullness(of day: Day) -> Int {
        let weight = activeWeight(of: day)
        return weight == 0 ? 0 : (day.eventCount + weight - 1) / weight
    }

    /// Puts each gap into a stretch of its own and returns the hours that stay free on either side of it.
    private mutating func placeGaps(_ options: GeneratorOptions) throws(GeneratorError) -> Int {
        guard options.timeGaps > 0 else { return 0 }
        var random = SplitMix64(seed: options.seed, stream: 21)
        let stretch = options.days * 24 / options.timeGaps
        let margin = (stretch - options.gapHours) / 4
        guard margin >= 1 else {
            throw .impossibleOptions(
                message: "\(options.timeGaps) time gaps of \(options.gapHours) hours do not fit into \(options.days) "
                    + "days; ask for fewer or shorter gaps, or more days"
            )
        }
        for gap in 0..<options.timeGaps {
            let earliest = gap * stretch + margin
            let latest = (gap + 1) * stretch - options.gapHours - margin
            // From one in the morning where that is possible, as gaps in real logs are at night.
            let firstNight = (earliest + 22) / 24
            let nights = (latest + 23) / 24 - firstNight
            let start =
                nights > 0
                ? (firstNight + random.number(below: nights)) * 24 + 1
                : earliest + random.number(below: latest - earliest + 1)
            for hour in start..<(start + options.gapHours) {
                days[hour / 24].activeHours &= ~(1 << UInt32(hour % 24))
            }
        }
        return margin
    }

    /// Shares the events out among the days, exactly: fewer at weekends, by chance between 70 and 130 percent.
    private mutating func spread(_ eventCount: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed, stream: 22)
        let weights = days.map { day in
            Self.activeWeight(of: day) / (day.dips == 0 ? 1 : Self.volumeFactor)
                * [10, 10, 10, 10, 10, 6, 5][day.day.weekday] * (70 + random.number(below: 61))
        }
        let total = weights.reduce(0, +)
        var weightSoFar = 0
        var eventsSoFar = 0
        for index in days.indices {
            weightSoFar += weights[index]
            let product = eventCount.multipliedFullWidth(by: weightSoFar)
            let due = total.dividingFullWidth(product).quotient
            days[index].eventCount = due - eventsSoFar
            eventsSoFar = due
        }
    }

    /// Refuses gaps that could not be told from the pauses between events.
    private func checkThatGapsStandOut(
        _ options: GeneratorOptions,
        margin: Int,
        slots: Int
    ) throws(GeneratorError) {
        let limit = min(options.gapHours, margin)
        for day in days where day.activeHours != 0 {
            // A slot takes at most weight / (events * smallest weight) hours.
            let weight = Self.activeWeight(of: day)
            let smallest = day.weights.filter { $0 > 0 }.min() ?? 0
            guard slots * weight < limit * day.eventCount * smallest else {
                throw .impossibleOptions(
                    message: "\(options.events) events in \(options.days) days are too few for time gaps of "
                        + "\(options.gapHours) hours to stand out; ask for more events or fewer days, or for no time gap"
                )
            }
        }
    }
}

/// Walks through the planned days and gives each event its instant, in order and without repeats.
struct TimeCursor {
    private let plan: TimePlan
    private var random: SplitMix64
    private var dayIndex = -1
    private var slot = 0
    private var hour = 0
    private var cumulated: [Int] = []
    private var weights: [Int] = []

    /// Starts before the first event.
    init(plan: TimePlan, seed: UInt64) {
        self.plan = plan
        random = SplitMix64(seed: seed, stream: 23)
    }

    /// The instant of the next event in milliseconds since 1970, UTC; must not be asked for more events than planned.
    mutating func next() -> Int {
        while dayIndex < 0 || slot == plan.days[dayIndex].eventCount { openNextDay() }
        let day = plan.days[dayIndex]
        let total = cumulated[24]
        let low = slot * total / day.eventCount
        let high = (slot + 1) * total / day.eventCount
        slot += 1
        let reserve = TimePlan.reserve(of: day)
        let position = low + reserve + random.number(below: high - low - reserve)
        while cumulated[hour + 1] <= position { hour += 1 }
        let tick = (position - cumulated[hour]) / weights[hour]
        let milliseconds = hour * 3_600_000 + tick * plan.tickMilliseconds
        return day.day.firstMillisecond + milliseconds + (plan.tickMilliseconds == 1000 ? 796 : 0)
    }

    private mutating func openNextDay() {
        dayIndex += 1
        slot = 0
        hour = 0
        cumulated = [0]
        let ticksPerHour = 3_600_000 / plan.tickMilliseconds
        weights = plan.days[dayIndex].weights
        for hour in 0..<24 { cumulated.append(cumulated[hour] + weights[hour] * ticksPerHour) }
    }
}
