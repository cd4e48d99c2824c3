import AuditModel

/// How many rows are left at each step from all rows to linked ones.
enum FunnelChart {
    /// The chart; nothing without steps.
    static func chart(_ diagnosis: LinkageDiagnosis, id: String) -> HTML {
        let stages = diagnosis.funnel
        guard let first = stages.first else { return .none }
        let whole = Double(max(first.rows, 1))
        let width = 420.0
        let step = 44.0
        let bars = stages.enumerated().map { index, stage -> HTML in
            let y = Double(index) * step
            let figure = Wording.count(stage.rows) + Phrases.bracketed(stage.percent)
            return """
                \(Chart.text(Chart.cut(stage.title, to: 66), x: 0, y: y + 13))
                \(Chart.text(figure, x: width, y: y + 31, "end strong"))
                \(Chart.bar(x: 0, y: y + 19, width: width - 130, height: 14, share: Double(stage.rows) / whole))
                """
        }
        let story = stages.map { "\($0.title): \(Wording.count($0.rows))" }.joined(separator: "; ")
        let chart = Chart.frame(
            id,
            size: (width, Double(stages.count) * step),
            title: "From all \(diagnosis.noun) to linked ones",
            description: story,
            bars
        )
        return "<figure><figcaption>From all \(diagnosis.noun) to those that are linked</figcaption>\(chart)</figure>"
    }
}
