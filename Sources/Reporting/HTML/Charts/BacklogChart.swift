import AuditModel

/// What share of all rows is gained by extracting the first so many missing parents.
enum BacklogChart {
    private static let left = 44.0
    private static let right = 410.0
    private static let top = 12.0
    private static let bottom = 200.0

    /// The chart; nothing without at least two points.
    ///
    /// - Parameters:
    ///   - rows: the rows of the rule, of which milestones are shares.
    ///   - targets: what the rule's own limits ask for.
    static func chart(_ backlog: Backlog, of rows: Int, targets: [BacklogTarget], id: String) -> HTML {
        let points = points(of: backlog, rows: rows)
        guard points.count > 2, let last = points.last else { return .none }
        let most = Double(max(last.keys, 1))
        func x(_ keys: Int) -> Double { left + (right - left) * (Double(keys) / most).squareRoot() }
        func y(_ percent: Double) -> Double { bottom - (bottom - top) * min(100, max(0, percent)) / 100 }
        let line = points.map { point -> HTML in "\(x(point.keys)),\(y(point.percent))" }
        let curve: HTML =
            "<polyline class=\"curve\" points=\"\(HTML(unchecked: line.map(\.markup).joined(separator: " ")))\"/>"
        let marks = backlog.milestones.compactMap { milestone -> HTML? in
            guard let keys = milestone.keys, keys > 0 else { return nil }
            let place = (x: x(keys), y: y(Double(milestone.percent)))
            let isLate = place.x > right - 90
            let label =
                isLate
                ? Chart.text(Wording.count(keys), x: place.x - 6, y: place.y - 6, "end strong")
                : Chart.text(Wording.count(keys), x: place.x + 6, y: place.y + 14, "strong")
            return """
                <path class="mark" d="M\(left) \(place.y)H\(place.x)V\(bottom)"/>\
                <circle class="dot" cx="\(place.x)" cy="\(place.y)" r="3.5"/>\
                \(label)
                """
        }
        let limits =
            targets.isEmpty ? "" : ", lines are the limits of the rule: solid where it fails, dashed where it warns"
        let chart = Chart.frame(
            id,
            size: (420, 236),
            title: "What extracting the missing \(backlog.noun) would bring",
            description: backlog.lead(towards: targets),
            axes(backlog, most: last.keys, x: x, y: y) + marks + [curve] + lines(targets, of: rows, x: x, y: y)
        )
        return """
            <figure><figcaption>Share of all \(backlog.weightNoun) that could be linked, by how many of the missing \
            \(backlog.noun) are extracted, most useful first; dots are marked with how many it takes\(limits)</figcaption>\
            \(chart)</figure>
            """
    }

    /// A line for each target, with its words on the side where the curve is not.
    ///
    /// - Parameter targets: the highest first.
    private static func lines(
        _ targets: [BacklogTarget],
        of rows: Int,
        x: (Int) -> Double,
        y: (Double) -> Double
    ) -> [HTML] {
        var lowestText = 0.0
        return targets.map { target in
            let height = y(100 * Double(target.gain) / Double(rows))
            let crossing = target.keys.map(x)
            // The curve rises: left of where it meets the line the room above is free, right of it the room below.
            let isAtLeft = (crossing ?? right) - left > 5.5 * Double(target.label.count)
            let text = max(height + (isAtLeft ? -4 : 12), lowestText + 12)
            lowestText = text
            let place =
                crossing.map { "<circle class=\"meets\" cx=\"\($0)\" cy=\"\(height)\" r=\"4.5\"/>" as HTML } ?? .none
            return """
                <path class="target \(target.consequence.rawValue)" d="M\(left) \(height)H\(right)"/>\(place)\
                \(Chart.text(target.label, x: isAtLeft ? left + 4 : right, y: text, isAtLeft ? "said" : "said end"))
                """
        }
    }

    /// Entries of the report, then milestones beyond them, then everything.
    private static func points(of backlog: Backlog, rows: Int) -> [(keys: Int, percent: Double)] {
        guard rows > 0 else { return [] }
        var points: [(keys: Int, percent: Double)] = [(0, 0)]
        func add(_ keys: Int, _ percent: Double) {
            guard let last = points.last, keys > last.keys, percent >= last.percent, percent <= 100 else { return }
            points.append((keys, percent))
        }
        for (index, entry) in backlog.entries.enumerated() {
            add(index + 1, 100 * Double(entry.cumulativeRows) / Double(rows))
        }
        for milestone in backlog.milestones.sorted(by: { $0.percent < $1.percent }) {
            if let keys = milestone.keys { add(keys, Double(milestone.percent)) }
        }
        add(backlog.keys, 100 * Double(backlog.rows) / Double(rows))
        return points
    }

    /// The share upwards, and the number of entries to the right, drawn closer together the further right.
    private static func axes(
        _ backlog: Backlog,
        most: Int,
        x: (Int) -> Double,
        y: (Double) -> Double
    ) -> [HTML] {
        let grid = [0, 25, 50, 75, 100].map { percent -> HTML in
            """
            <path class="rule-line" d="M\(left) \(y(Double(percent)))H\(right)"/>\
            \(Chart.text("\(percent) %", x: left - 6, y: y(Double(percent)) + 4, "small end"))
            """
        }
        let ticks = [0, most / 20, most / 4, most].map { keys -> HTML in
            Chart.text(Wording.count(keys), x: x(keys), y: bottom + 15, "small \(keys == most ? "end" : "middle")")
        }
        let label = Chart.text(
            "missing \(Chart.cut(backlog.noun, to: 24)) extracted",
            x: right,
            y: bottom + 32,
            "small end"
        )
        return grid + ticks + [label, "<path class=\"axis\" d=\"M\(left) \(top)V\(bottom)H\(right)\"/>"]
    }
}
