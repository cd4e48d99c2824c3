/// The keys of a small table, read beforehand, so that a scan of another table can look each of its rows up in a list.
///
/// PostgreSQL looks a value up in a long constant list by a hash table, which is cheaper than a join: there is no second
/// row to put beside the first.
public struct KeyList: Sendable, Hashable {
    /// The rows whose keys count.
    public var parent: Scan
    /// The column of the key.
    public var column: String
    /// Its type as PostgreSQL writes it.
    public var type: String

    /// The most keys that a list may hold.
    static let mostKeys = 1_000_000
    /// The most bytes that a list may have as text.
    static let mostBytes = 48 << 20

    /// A query that counts the keys and puts them as text into a setting of the transaction, where the scan finds them.
    ///
    /// Without NULLs, which would hide every row that is not in the list. Gives one row with `keys`, and `-1` when the
    /// list has become longer than it may be.
    func sql(into setting: String) -> String {
        """
        SELECT CASE WHEN count(*) > \(Self.mostKeys) THEN -1
               WHEN set_config('\(setting)', coalesce(array_agg(key), '{}')::text, true) IS NOT NULL THEN count(*) END AS keys
        FROM (\(keys)) AS listed
        """
    }

    /// A query that returns the keys, one more than there may be at most.
    var keys: String {
        let name = SQLText.column(column)
        return "SELECT \(name) AS key \(parent.rows(where: "\(name) IS NOT NULL")) LIMIT \(Self.mostKeys + 1)"
    }

    /// The list as an argument of the scan.
    func argument(from setting: String) -> String {
        "current_setting('\(setting)')::\(type)[]"
    }

    /// Types whose values a list compares by hash, just as a join would.
    static let types: Set<String> = [
        "smallint", "integer", "bigint", "text", "character varying", "uuid", "date", "timestamp without time zone",
        "timestamp with time zone", "numeric",
    ]
}
