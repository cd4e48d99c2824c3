/// Reads the first rows of a query whose columns nobody has declared.
struct FreeColumns {
    private let demand: ExampleDemand

    init(of demand: ExampleDemand) {
        self.demand = demand
    }

    /// A query that returns no row, only the names of the columns.
    var description: String { "SELECT * FROM (\n\(demand.offenders.sql)\n) AS offenders LIMIT 0" }

    /// The query, once the names are known; by place, since names may occur twice.
    func query(_ columns: [String]) -> String {
        select(columns) { "left(\($0)::text, \(ExampleDemand.longestValue))" } + " LIMIT \(demand.limit)"
    }

    /// The same for all rows and whole values.
    func fullQuery(_ columns: [String]) -> String {
        select(columns) { $0 }
    }

    private func select(_ columns: [String], showing value: (String) -> String) -> String {
        let places = columns.indices.map { "c\($0)" }
        let values = zip(columns, places).map { column, place in
            let isWithheld = demand.sensitive.contains(column)
            let shown =
                isWithheld ? demand.withheld(place) : value(place)
            return "\(shown) AS \(SQLText.column(column))"
        }
        return """
            SELECT \(values.joined(separator: ", ")) FROM (
            \(demand.offenders.sql)
            ) AS offenders (\(places.joined(separator: ", "))) ORDER BY offenders::text
            """
    }
}
