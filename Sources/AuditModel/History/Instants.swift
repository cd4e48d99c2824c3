import Foundation

/// Arithmetic on instants as reports write them, ISO 8601 in UTC.
enum Instants {
    /// The seconds from 1970 to `2018-11-30T12:00:00Z`, fractions left out; `nil` for anything else.
    static func seconds(_ text: String) -> Int? {
        guard let day = days(text), text.utf8.count >= 19 else { return nil }
        let parts = text.dropFirst(11).prefix(8).split(separator: ":").map { Int($0) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2] else { return nil }
        return day * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// The days from 1970 to the day that a text begins with, `yyyy-mm-dd`; `nil` for anything else.
    static func days(_ text: String) -> Int? {
        let parts = text.prefix(10).split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(year: year, month: month, day: day)
        guard let date = calendar.date(from: components) else { return nil }
        return Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
    }
}

extension WaiverTerm {
    /// How long the waivers of some results still count.
    ///
    /// - Parameter today: `yyyy-mm-dd` in UTC.
    public static func terms(of results: [RuleResult], today: String) -> [WaiverTerm] {
        results.compactMap { result in
            guard let waiver = result.waiver else { return nil }
            let state: State =
                today > waiver.expires
                ? .expired : result.status == .waived ? .live : result.status == .fail ? .exceeded : .unused
            let days = Instants.days(waiver.expires).flatMap { last in Instants.days(today).map { last - $0 } }
            return WaiverTerm(rule: result.id, state: state, expires: waiver.expires, daysLeft: days)
        }
    }
}
