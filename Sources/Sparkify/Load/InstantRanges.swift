/// The stretches of time from which earlier loads have read events, in milliseconds since 1970, ends included.
struct InstantRanges: Sendable {
    private var starts: [Int64] = []
    private var ends: [Int64] = []

    /// Creates ranges; those that overlap become one.
    init(_ ranges: [ClosedRange<Int64>]) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let end = ends.last, range.lowerBound <= end {
                ends[ends.count - 1] = max(end, range.upperBound)
            } else {
                starts.append(range.lowerBound)
                ends.append(range.upperBound)
            }
        }
    }

    /// Whether an instant lies in one of them.
    func contains(_ instant: Int64) -> Bool {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low > 0 && instant <= ends[low - 1]
    }
}
