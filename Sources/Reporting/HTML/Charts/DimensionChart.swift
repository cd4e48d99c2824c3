import AuditModel

/// The score of each dimension as a bar.
enum DimensionChart {
    /// The chart; nothing without scores.
    static func chart(_ scores: [DimensionScore]) -> HTML {
        guard !scores.isEmpty else { return .none }
        let step = 28.0
        let bars = scores.enumerated().map { index, score -> HTML in
            let y = Double(index) * step
            let held = score.population - score.violations
            let share = score.population > 0 ? Double(held) / Double(score.population) : 0
            let style = "f-\(score.status.styleClass)"
            let figure = Wording.percent(held, of: score.population, decimals: 1).map { "\($0) %" } ?? "none"
            return """
                \(Chart.text(score.dimension.rawValue, x: 0, y: y + 15))
                \(Chart.bar(x: 100, y: y + 4, width: 250, height: 14, share: share, style: style))
                \(Chart.text(figure, x: 420, y: y + 15, "end strong"))
                """
        }
        let story = scores.map { score in
            let figure = Wording.percent(score.population - score.violations, of: score.population, decimals: 1)
            return "\(score.dimension.rawValue) \(figure.map { "\($0) %" } ?? "none")"
        }
        let chart = Chart.frame(
            "dimensions",
            size: (420, Double(scores.count) * step),
            title: "Scores by dimension",
            description: story.joined(separator: "; "),
            bars
        )
        return
            """
            <figure><figcaption>Share of what was looked at that is as it should be; the colour tells the worst result\
            </figcaption>\(chart)</figure>
            """
    }
}
