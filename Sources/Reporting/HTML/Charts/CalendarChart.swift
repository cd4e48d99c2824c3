import AuditModel

/// When rows happened: one column a day, one row an hour, darker with more rows; gaps stand out. Where everything happened at
/// midnight, as days without a time are read, there are no hours to tell apart and the day is one cell.
enum CalendarChart {
    private static let left = 38.0
    private static let top = 18.0
    private static let cell = (width: 13.0, height: 9.0)
    private static let daysInBand = 31
    /// Bands that are shown at once; more are folded away.
    private static let openBands = 4

    /// The charts, each of at most 31 days; nothing without days.
    static func chart(_ calendar: ActivityCalendar, id: String) -> HTML {
        guard !calendar.days.isEmpty else { return .none }
        let byHour = hasHours(calendar)
        let most = calendar.days.flatMap(\.hours).max() ?? 0
        let missing = hours(of: calendar.missing.filter { !$0.isAccepted })
        let bands = stride(from: 0, to: calendar.days.count, by: daysInBand).enumerated().map { number, start in
            let days = Array(calendar.days[start..<min(start + daysInBand, calendar.days.count)])
            return band(days, calendar: calendar, byHour: byHour, most: most, missing: missing, id: "\(id)-\(number)")
        }
        let folded = bands.dropFirst(openBands)
        let rest: HTML =
            folded.isEmpty ? .none : "<details><summary>Later days</summary>\(Array(folded))</details>"
        let frames =
            missing.isEmpty
            ? "" : "; \(byHour ? "hours" : "days") that should have some and have none are framed"
        let scale = "darker is more, at most \(Wording.count(max(0, most))) in \(byHour ? "an hour" : "a day")"
        let axes = byHour ? "by day (across) and hour of the day in UTC (down)" : "by day"
        return """
            <figure><figcaption>\(Phrases.capitalised(calendar.noun)) \(axes); \(scale)\(frames)</figcaption>
            \(Array(bands.prefix(openBands)))\(rest)</figure>
            """
    }

    private static func band(
        _ days: [ActivityDay],
        calendar: ActivityCalendar,
        byHour: Bool,
        most: Int,
        missing: Set<String>,
        id: String
    ) -> HTML {
        let rowCount = byHour ? 24 : 1
        let height = byHour ? cell.height : cell.width
        let columns = days.enumerated().map { index, day -> HTML in
            let x = left + Double(index) * cell.width
            let cells = day.hours.prefix(rowCount).enumerated().map { hour, rows -> HTML in
                let isGap = rows <= 0 && missing.contains(key(day.day, hour))
                let style = isGap ? "gap" : "h\(level(rows, of: most))"
                let y = top + Double(hour) * height
                return """
                    <rect class="\(style)" x="\(x)" y="\(y)" width="\(cell.width - 1)" height="\(height - 1)">\
                    <title>\(day.day)\(byHour ? ", \(hour):00" : ""): \(Wording.count(rows))</title></rect>
                    """
            }
            // A label takes the width of two days, which the last day does not have behind it.
            let isLabelled = index.isMultiple(of: 5) && index < daysInBand - 2
            let label =
                isLabelled ? Chart.text(String(day.day.suffix(5).prefix(5)), x: x, y: top - 6, "small") : HTML.none
            return "\(label)\(HTML(unchecked: cells.map(\.markup).joined()))"
        }
        let hours = (byHour ? [0, 6, 12, 18, 23] : []).map { hour in
            Chart.text("\(hour):00", x: left - 5, y: top + Double(hour) * height + 8, "small end")
        }
        let span = "\(days.first?.day ?? "") to \(days.last?.day ?? "")"
        return Chart.frame(
            id,
            kind: "calendar",
            size: (left + Double(daysInBand) * cell.width + 2, top + Double(rowCount) * height + 4),
            title: "\(Phrases.capitalised(calendar.noun)) by \(byHour ? "hour" : "day"), \(span)",
            description: calendar.lead,
            hours + columns
        )
    }

    private static func hasHours(_ calendar: ActivityCalendar) -> Bool {
        if let noun = calendar.bucketNoun, ["hour", "minute", "second"].contains(where: noun.contains) { return true }
        return calendar.days.contains { day in day.hours.dropFirst().contains { $0 > 0 } }
            || !calendar.days.contains { ($0.hours.first ?? 0) > 0 }
    }

    /// 0 for nothing, 1 to 5 for more and more, by equal parts of the most.
    private static func level(_ rows: Int, of most: Int) -> Int {
        guard rows > 0, most > 0 else { return 0 }
        return min(5, 1 + rows * 5 / (most + 1))
    }

    private static func key(_ day: String, _ hour: Int) -> String { "\(day) \(hour)" }

    /// Every hour of ranges as `day hour`. Ranges are between instants such as `2018-11-25T00:00:00Z`.
    private static func hours(of ranges: [TimeRange]) -> Set<String> {
        var hours: Set<String> = []
        for range in ranges {
            guard let from = HourOfTime(range.from), let to = HourOfTime(range.to), from.number < to.number else {
                continue
            }
            for number in from.number..<min(to.number, from.number + 400 * 24) {
                let hour = HourOfTime(number: number)
                hours.insert(key(hour.day, hour.hour))
            }
        }
        return hours
    }
}
