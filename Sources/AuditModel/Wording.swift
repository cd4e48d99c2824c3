/// Numbers as people write them in English, for messages and reports.
public enum Wording {
    /// `6820` as `6,820`.
    public static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return number < 0 ? "-" + grouped : grouped
    }

    /// `-1234567.25` as `-1,234,567.25`.
    public static func number(_ number: ExactDecimal) -> String {
        let parts = number.description.split(separator: ".", maxSplits: 1)
        let whole = parts[0].drop { $0 == "-" }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return (parts[0].hasPrefix("-") ? "-" : "") + grouped + (parts.count == 2 ? ".\(parts[1])" : "")
    }

    /// `1, "row"` as `1 row`, `2, "row"` as `2 rows`.
    ///
    /// - Parameters:
    ///   - plural: for words that do not just take an s.
    public static func count(_ number: Int, _ singular: String, plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// `100 * part / whole` with a fixed number of decimals, or `nil` when the whole is empty or the part
    /// negative.
    ///
    /// Rounded to the nearest, but never to 0 or 100 unless it is exactly that: one of a million is not nothing, and
    /// all but one is not all.
    public static func percent(_ part: Int, of whole: Int, decimals: Int = 3) -> String? {
        guard whole > 0, part >= 0 else { return nil }
        var scale = Int128(1)
        for _ in 0..<decimals { scale *= 10 }
        let hundred = 100 * scale
        var units = (2 * Int128(part) * hundred + Int128(whole)) / (2 * Int128(whole))
        if part > 0, units == 0 { units = 1 }
        if part < whole, units >= hundred { units = hundred - 1 }
        guard decimals > 0 else { return String(units) }
        let fraction = String(units % scale)
        return "\(units / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    /// Seconds as `13 h 1 min 35 s`; from 48 hours on as `3 days 3 h 42 min`; fractions of a second only below one minute.
    public static func duration(milliseconds: Int) -> String {
        let seconds = milliseconds / 1_000
        if seconds < 60 {
            return milliseconds.isMultiple(of: 1_000) ? "\(seconds) s" : "\(Double(milliseconds) / 1_000) s"
        }
        let minutes = (seconds % 3_600 / 60, "min")
        let parts =
            seconds >= 172_800
            ? [(seconds / 86_400, "days"), (seconds % 86_400 / 3_600, "h"), minutes]
            : [(seconds / 3_600, "h"), minutes, (seconds % 60, "s")]
        return parts.filter { $0.0 > 0 }.map { "\(count($0.0)) \($0.1)" }.joined(separator: " ")
    }
}
