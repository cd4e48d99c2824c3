/// Which events stand in the file of another day than their own.
struct Displacements {
    /// Those that stand in the file of the next day.
    private(set) var late: EvenQuota
    /// Those that stand in the file of the day before.
    private(set) var early: EvenQuota

    private let events: Int
    private let firstDay: Int
    private let lastDay: Int
    private var step = 0

    /// Plans the displacements of a sample.
    init(options: GeneratorOptions, timePlan: TimePlan) {
        late = EvenQuota(wanted: options.timing.lateEvents)
        early = EvenQuota(wanted: options.timing.earlyEvents)
        let filled = timePlan.days.filter { $0.eventCount > 0 }.map(\.day.number)
        firstDay = filled.first ?? 0
        lastDay = filled.last ?? 0
        // Those that are due on a day that cannot have them have to come before the last day.
        events = timePlan.days.filter { $0.eventCount > 0 }.dropLast().reduce(0) { $0 + $1.eventCount }
    }

    /// Where the next event stands.
    mutating func next(at milliseconds: Int) -> DailyLog.Place {
        let day = milliseconds / 86_400_000
        step += 1
        if day < lastDay, late.isDue(at: step, of: events) {
            late.take()
            return .nextDay
        }
        if day > firstDay, early.isDue(at: step, of: events) {
            early.take()
            return .dayBefore
        }
        return .ownDay
    }
}

extension GenerationSummary {
    /// Refuses a sample in which there was no room for all defects that were asked for.
    ///
    /// - Throws: ``GeneratorError`` that names the first such defect.
    func checkDefects(_ options: GeneratorOptions) throws(GeneratorError) {
        let found = [
            ("late events", lateEvents, options.timing.lateEvents),
            ("early events", earlyEvents, options.timing.earlyEvents),
            ("doubled plays", doubledPlays, options.timing.doubledPlays),
            ("disordered sessions", disorderedSessions, options.timing.disorderedSessions),
        ]
        for (name, count, wanted) in found where count != wanted {
            throw .impossibleOptions(
                message:
                    "there is room for \(count) \(name) only, not for \(wanted); ask for fewer of them, for more events or "
                    + "for more days"
            )
        }
    }
}
