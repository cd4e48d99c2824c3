extension TimeStep {
    /// The beginning of the period of this length that an instant lies in; weeks begin on Monday.
    ///
    /// - Parameter instant: an expression of type `timestamp`, in UTC.
    func bucket(_ instant: String) -> String {
        // 2001 began on a Monday. The type is spelled out, since a date would find no date_bin.
        seconds == nil
            ? "date_trunc('month', \(instant))"
            : "date_bin(INTERVAL '\(interval)', (\(instant))::timestamp, TIMESTAMP '2001-01-01')"
    }

    /// One hour.
    static var hour: TimeStep { TimeStep(1, .hour) }

    /// How periods of this length and hours fit into each other.
    enum Fit {
        case wholeHours, partsOfHours, neither
    }

    /// How periods of this length and hours fit into each other.
    var fit: Fit {
        guard let seconds else { return .wholeHours }
        if seconds.isMultiple(of: 3_600) { return .wholeHours }
        return 3_600.isMultiple(of: seconds) ? .partsOfHours : .neither
    }
}
