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
}
