/// How much memory the server may take for one sort or hash table of an audit, where nobody says.
enum WorkMemory {
    /// Too much for no server, in kB.
    private static let least = 64 * 1024
    /// Sorts gain little from more, in kB.
    private static let most = 1024 * 1024
    /// How many sorts or hash tables a statement holds at once: the two sides of a join.
    private static let sortsPerStatement = 2

    /// A size as `work_mem` takes it.
    ///
    /// All connections together take no more than the server keeps of its tables in memory: whoever runs it has set that by
    /// the memory of the machine, and nothing else that a client can read tells of it.
    static func size(cacheBytes: Int?, connections: Int) -> String {
        let share = (cacheBytes ?? 0) / 1024 / (sortsPerStatement * max(1, connections))
        return "\(min(most, max(least, share)))kB"
    }
}
