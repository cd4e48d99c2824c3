import AuditModel

/// How a rule did over the latest runs: one bar a run, as high as what breaks it, in the colour of its status.
enum TrendChart {
    /// The chart; nothing without at least two runs.
    static func chart(_ trend: RuleTrend, id: String) -> HTML {
        let points = trend.points
        guard points.count > 1, let first = points.first, let last = points.last else { return .none }
        let most = max(1, points.compactMap(\.violations).max() ?? 1)
        let step = 9.0
        let height = 48.0
        let bars = points.enumerated().map { index, point -> HTML in
            let share = Double(max(0, point.violations ?? 0)) / Double(most)
            let length = max(3, share * height)
            return """
                <rect class="f-\(point.status.styleClass)" x="\(Double(index) * step)" y="\(height + 4 - length)" \
                width="\(step - 2)" height="\(length)"><title>\(words(of: point))</title></rect>
                """
        }
        let story = points.map(words).joined(separator: "; ")
        let days = "\(Phrases.day(first.at)) to \(Phrases.day(last.at))"
        let chart = Chart.frame(
            id,
            kind: "trend",
            size: (Double(RunHistory.longestTrend) * step, height + 20),
            title: "Trend over \(Wording.count(points.count, "run"))",
            description: story,
            bars + [Chart.text(Chart.cut(days, to: 40), x: 0, y: height + 17, "small")]
        )
        return "<figure><figcaption>What broke the rule in the latest runs</figcaption>\(chart)</figure>"
    }

    private static func words(of point: TrendPoint) -> String {
        let figure = point.value ?? point.violations.map { Wording.count($0) }
        return "\(Phrases.instant(point.at)): \(point.status.word)" + (figure.map { ", \($0)" } ?? "")
    }
}
