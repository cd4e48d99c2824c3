/// An instant of UTC taken apart as the table `time` does, in PostgreSQL's way of counting weeks and weekdays.
struct TimeParts: Equatable {
    /// Hour, 0 to 23.
    let hour: Int
    /// Day of the month, 1 to 31.
    let day: Int
    /// ISO week, 1 to 53.
    let week: Int
    /// Month, 1 to 12.
    let month: Int
    /// Calendar year; the year before 1 is -1, as `date_part` has it.
    let year: Int
    /// Day of the week, Monday is 0.
    let weekday: Int

    /// Takes an instant apart.
    init(millisecondsSince1970 milliseconds: Int64) {
        let days = Int(Self.floor(milliseconds, by: 86_400_000))
        hour = (Int(milliseconds) - days * 86_400_000) / 3_600_000
        // 1970-01-01 was a Thursday.
        weekday = Self.remainder(days + 3, by: 7)
        let date = Self.date(days)
        day = date.day
        month = date.month
        year = date.year > 0 ? date.year : date.year - 1
        // A week belongs to the year of its Thursday.
        let thursday = days - weekday + 3
        week = (thursday - Self.firstDay(ofYear: Self.date(thursday).year)) / 7 + 1
    }

    /// The date so many days after 1970-01-01 in the Gregorian calendar; years before 1 count 0, -1, …
    ///
    /// Years are counted from March, so that the leap day is a year's last day.
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = Int(floor(Int64(shifted), by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// The days from 1970-01-01 to the first day of a year.
    private static func firstDay(ofYear year: Int) -> Int {
        let before = Int64(year - 1)
        return Int(before * 365 + floor(before, by: 4) - floor(before, by: 100) + floor(before, by: 400)) - 719_162
    }

    private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return quotient * divisor > value ? quotient - 1 : quotient
    }

    private static func remainder(_ value: Int, by divisor: Int) -> Int {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
