import AuditModel

/// The states of entities that change them, one line each.
enum TimelineChart {
    private static let left = 62.0
    private static let right = 416.0
    private static let rowHeight = 20.0
    /// Lines that are drawn; the rest is in the table.
    private static let limit = 40

    /// The chart; nothing when no time can be placed.
    static func chart(_ timeline: StateTimeline, id: String) -> HTML {
        let instants =
            timeline.rows.flatMap(\.spans).flatMap { [$0.from, $0.to] }
            + [timeline.from, timeline.to].compactMap(\.self)
        let seconds = instants.compactMap(HourOfTime.seconds)
        guard let first = seconds.min(), let last = seconds.max(), first < last else { return .none }
        func x(_ text: String) -> Double? {
            HourOfTime.seconds(text).map { left + (right - left) * ($0 - first) / (last - first) }
        }
        let states = timeline.states
        let rows = timeline.rows.prefix(limit)
        let lines = rows.enumerated().map { index, row -> HTML in
            let y = 22 + Double(index) * rowHeight
            let spans = row.spans.enumerated().compactMap { number, span -> HTML? in
                guard let start = x(span.from), let end = x(span.to), start <= end else { return nil }
                let colour = (states.firstIndex(of: span.state) ?? 0) % 6
                // The first state needs no reason; a change without one is framed.
                let frame = number > 0 && span.explanation == nil ? " unexplained" : ""
                let words = "\(span.state ?? "none") from \(Phrases.instant(span.from)) to \(Phrases.instant(span.to))"
                return """
                    <rect class="s\(colour)\(frame)" x="\(start)" y="\(y)" width="\(max(2, end - start))" height="13" rx="2">\
                    <title>\(words)\(span.explanation.map { "; \($0)" } ?? "")</title></rect>
                    """
            }
            return "\(Chart.text(Chart.cut(row.key, to: 9), x: left - 6, y: y + 11, "end"))\(spans)"
        }
        let days = [
            Phrases.day(timeline.from ?? instants.min() ?? ""), Phrases.day(timeline.to ?? instants.max() ?? ""),
        ]
        let ends = [
            Chart.text(Chart.cut(days[0], to: 24), x: left, y: 12, "small"),
            Chart.text(Chart.cut(days[1], to: 24), x: right, y: 12, "small end"),
        ]
        let frames = timeline.unexplained > 0 ? "; changes that no event explains are framed" : ""
        let chart = Chart.frame(
            id,
            kind: "calendar",
            size: (420, 30 + Double(rows.count) * rowHeight),
            title: "Changes of \(timeline.stateNoun) over time",
            description: timeline.lead,
            ends + lines
        )
        return
            """
            <figure><figcaption>Who has which \(timeline.stateNoun) when\(frames)</figcaption>\
            \(legend(states))\(chart)</figure>
            """
    }

    private static func legend(_ states: [String?]) -> HTML {
        let entries = states.prefix(6).enumerated().map { index, state -> HTML in
            let name = state ?? "none"
            return """
                <span class="key"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">\
                <rect class="s\(index % 6)" width="12" height="12" rx="2"/></svg> \(name)</span>
                """
        }
        return "<p class=\"note legend\">\(entries)</p>"
    }
}
