import Testing

@testable import Audit

private let plays = DatasetName(schema: "public", table: "plays")
private let persons = DatasetName(schema: "public", table: "people")
private let all = Scan(plays, where: nil)

/// A table of plays and one of persons; what matters is how many rows there are, and in which order.
private func catalog(
    plays rows: Double = 5_000_000,
    people parents: Double = 100_000,
    correlation: Double? = 0,
    parentCorrelation: Double? = 0,
    type: String = "integer",
    indexes: [Catalog.Index] = []
) -> Catalog {
    func column(_ name: String, _ type: String, _ correlation: Double?) -> Catalog.Column {
        let statistics = correlation.map { Catalog.Statistics(correlation: $0, averageWidth: 4) }
        return Catalog.Column(name: name, type: type, category: "N", statistics: statistics)
    }
    return Catalog(relations: [
        plays: Catalog.Relation(
            columns: [column("id", "integer", correlation), column("person", type, correlation)],
            indexes: indexes,
            estimatedRows: rows
        ),
        persons: Catalog.Relation(columns: [column("id", "integer", parentCorrelation)], estimatedRows: parents),
    ])
}

private let links = MissingLinks(
    of: all,
    columns: ["person"],
    to: Scan(persons, where: nil),
    parentColumns: ["id"],
    countsMissing: false
)

private func requests(_ measurements: [Measurement]) -> [Request] {
    measurements.enumerated().map { Request(.rule($0.offset), $0.element, datasets: [plays]) }
}

@Suite("A planner")
struct PlannerTests {
    @Test("Rules over the same rows share a scan; the same aggregate is read once")
    func sharedScans() throws {
        let some = Scan(plays, where: "a > 1")
        let plan = Planner(catalog: Catalog()).plan(
            requests([
                .scan(all, [.population, .violations(where: "a IS NULL")]),
                .query("SELECT 1 AS population, 0 AS violations"),
                .scan(all, [.population, .violations(where: "b IS NULL")]),
                .scan(some, [.population]),
            ])
        )
        let shared = try #require(plan.queries.first { $0.rules == [0, 2] })
        #expect(Set(plan.queries.map(\.rules)) == [[0, 2], [1], [3]])
        #expect(shared.aggregates.count == 3)
        let readings = shared.readings(columns: ["r0", "r1", "r2"], row: ["10", "1", "2"])
        #expect(readings.map(\.asker) == [.rule(0), .rule(2)])
        #expect(readings.map { $0.readings.count("violations") } == [1, 2])
        #expect(readings.map { $0.readings.count("population") } == [10, 10])
    }

    @Test("A rule with a time limit of its own has a scan of its own")
    func ownTimeout() {
        let measurement = Measurement.scan(all, [.population])
        let plan = Planner(catalog: Catalog()).plan([
            Request(.rule(0), measurement), Request(.rule(1), measurement, timeout: .seconds(1)),
        ])
        #expect(plan.queries.map(\.timeout) == [nil, .seconds(1)])
    }

    @Test("No scan has more columns than the server can return, and no rule is split over two")
    func widestScan() {
        let measurements = (0..<4_000).map { Measurement.scan(all, [.population, .violations(where: "c = \($0)")]) }
        let plan = Planner(catalog: Catalog()).plan(requests(measurements))
        #expect(plan.queries.count == 3)
        #expect(plan.queries.allSatisfy { $0.aggregates.count <= Planner.aggregatesPerScan })
        #expect(plan.queries.flatMap(\.rules).count == 4_000)
    }

    /// How a reference is measured.
    enum Way: Sendable { case list, hash, merge }

    @Test(
        "A reference is measured as its tables suggest",
        arguments: [
            ("a small parent", catalog(), Way.list),
            ("a small table", catalog(plays: 7_000), .hash),
            ("a parent as large as the table", catalog(plays: 400_000, people: 400_000), .hash),
            ("a large parent", catalog(people: 2_000_000), .hash),
            (
                "a parent of another type, which a list would be searched for from end to end", catalog(type: "bigint"),
                .hash
            ),
            ("both in the order of the key", catalog(people: 5e6, correlation: 1, parentCorrelation: 0.99), .merge),
            ("one in order, of numbers, which sort soon", catalog(people: 5e6, correlation: 1), .merge),
            ("one in order, of texts", catalog(people: 5e6, correlation: 1, type: "text"), .hash),
            (
                "one in order, of a parent that a hash table holds soon",
                catalog(plays: 400_000, people: 400_000, correlation: 1), .hash
            ),
            ("no statistics", catalog(people: 5e6, correlation: nil, parentCorrelation: nil), .hash),
        ]
    )
    func references(_ name: String, _ catalog: Catalog, _ way: Way) {
        let plan = Planner(catalog: catalog).plan(requests([.links(links)]))
        #expect(plan.queries.count == 1, "\(name)")
        let query = plan.queries[0]
        #expect(query.keyLists.isEmpty == (way != .list), "\(name)")
        #expect((query.hints["enable_hashjoin"] == "off") == (way == .merge), "\(name)")
    }

    @Test("References with the same parent share its list")
    func sharedList() {
        let other = MissingLinks(
            of: all,
            columns: ["id"],
            to: links.parent,
            parentColumns: ["id"],
            countsMissing: true
        )
        let plan = Planner(catalog: catalog()).plan(requests([.links(links), .links(other)]))
        #expect(plan.queries.count == 1)
        #expect(plan.queries[0].keyLists.count == 1)
        #expect(plan.queries[0].sql.contains("count(*) - count(*) FILTER (WHERE \"id\" = ANY ($1))"))
    }

    @Test("Keys are grouped by sorting where the order or an index is there, else by hash")
    func keys() {
        let keys = Measurement.keys(RepeatedKeys(of: ["id", "person"], in: all))
        func hints(_ catalog: Catalog) -> [String: String] {
            Planner(catalog: catalog).plan(requests([keys])).queries[0].hints
        }
        #expect(hints(catalog()).isEmpty)
        #expect(hints(catalog(correlation: 0.99)) == ["enable_hashagg": "off"])
        let index = Catalog.Index(name: "i", columns: ["person", "id"], isUnique: false)
        #expect(hints(catalog(indexes: [index])) == ["enable_hashagg": "off"])
        let narrow = Catalog.Index(name: "i", columns: ["person"], isUnique: false)
        #expect(hints(catalog(indexes: [narrow])).isEmpty)
    }

    @Test("What a scan reads anyway is not read again: the population of keys and references rides on it")
    func ridingPopulation() throws {
        let plan = Planner(catalog: catalog()).plan(
            requests([.scan(all, [.population]), .keys(RepeatedKeys(of: ["id"], in: all))])
        )
        let own = try #require(plan.queries.first { $0.aggregates.isEmpty })
        #expect(own.sql.contains("HAVING count(*) > 1"))
        #expect(plan.parts(for: .rule(1)) == 2)
        let alone = Planner(catalog: catalog()).plan(requests([.keys(RepeatedKeys(of: ["id"], in: all))]))
        #expect(alone.queries[0].sql.contains("AS population"))
    }

    @Test("The longest query comes first")
    func longestFirst() {
        let small = MissingLinks(
            of: Scan(persons, where: nil),
            columns: ["id"],
            to: all,
            parentColumns: ["id"],
            countsMissing: false
        )
        let plan = Planner(catalog: catalog()).plan(
            requests([
                .scan(Scan(persons, where: nil), [.population]), .links(small),
                .keys(RepeatedKeys(of: ["id"], in: all)),
            ])
        )
        #expect(plan.queries.map(\.work) == plan.queries.map(\.work).sorted(by: >))
        #expect(plan.queries.last?.rules == [0, 1], "the small table, with the reference's population")
    }
}
