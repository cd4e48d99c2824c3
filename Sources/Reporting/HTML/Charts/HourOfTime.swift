import Foundation

/// An hour counted from 1970 in UTC, to place instants of a report on an axis.
struct HourOfTime {
    /// Hours since the beginning of 1970.
    let number: Int

    /// The hour with a number.
    init(number: Int) {
        self.number = number
    }

    /// The hour in which an instant such as `2018-11-25T07:30:00Z`, with or without fractions, lies.
    init?(_ text: String) {
        guard let seconds = Self.seconds(text) else { return nil }
        number = Int((seconds / 3_600).rounded(.down))
    }

    /// Seconds since 1970; `nil` for what is no instant of the years 1 to 9999.
    static func seconds(_ text: String) -> Double? {
        guard text.count <= 40, text.hasSuffix("Z") else { return nil }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        return (try? Date(text, strategy: style))?.timeIntervalSince1970
    }

    /// The day, `yyyy-mm-dd`.
    var day: String {
        let date = Date(timeIntervalSince1970: Double(number) * 3_600)
        return date.formatted(.iso8601.year().month().day())
    }

    /// The hour of the day, 0 to 23.
    var hour: Int { ((number % 24) + 24) % 24 }
}
