import Postgres
import TestSupport
import Testing

@Suite("Binary COPY")
struct BinaryCopyWriterTests {
    @Test("A numeric arrives exactly as the server itself reads the literal")
    func numeric() async throws {
        let literals = [
            "0", "-0", "0.000", "1", "-1", "9999", "10000", "10001", "100000000", "0.1", "0.0001", "0.00001",
            "269.58322",
            "-12.50", "1540919166796.0", "1.5e3", "1.5E-3", "12345678901234567890.123456789", "1e20", "1e-20", "10e-1",
            "0e5", "1.00e1", "0.10", "1000.0001", "5e16", "123e-7", "1e4095", "1e-4095",
        ]
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            try await connection.query("CREATE TABLE numbers (id integer, read numeric, literal text)")
            var isDone = false
            try await connection.copyIn("COPY numbers FROM STDIN (FORMAT binary)") {
                guard !isDone else { return nil }
                isDone = true
                var writer = BinaryCopyWriter(capacity: 1)
                for (number, literal) in literals.enumerated() {
                    writer.beginRow(columnCount: 3)
                    writer.integer(Int32(number))
                    _ = Array(literal.utf8).withUnsafeBytes { writer.numeric($0) }
                    writer.text(literal)
                }
                writer.finish()
                return writer.take()
            }
            let rows = try await connection.query(
                "SELECT read, literal::numeric AS expected, literal FROM numbers ORDER BY id"
            )
            #expect(rows.count == literals.count)
            for row in rows { #expect(row["read"] == row["expected"], "\(row["literal"] ?? "")") }
        }
    }

    @Test("Instants beyond a timestamp and numbers beyond a numeric are refused, and a row can be taken back")
    func limits() async throws {
        var writer = BinaryCopyWriter()
        let header = writer.byteCount
        writer.beginRow(columnCount: 1)
        let taken = [
            writer.timestamp(millisecondsSince1970: .max),
            writer.timestamp(millisecondsSince1970: -210_866_803_200_001),
            Array("1e200000".utf8).withUnsafeBytes { writer.numeric($0) },
            Array("1e-20000".utf8).withUnsafeBytes { writer.numeric($0) },
        ]
        #expect(taken == [false, false, false, false])
        writer.text("gone")
        writer.discardRow()
        let left = writer.byteCount
        #expect(left == header)

        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            try await connection.query("CREATE TABLE instants (instant timestamp)")
            var isDone = false
            try await connection.copyIn("COPY instants FROM STDIN (FORMAT binary)") {
                guard !isDone else { return nil }
                isDone = true
                var writer = BinaryCopyWriter()
                for milliseconds: Int64 in [-210_866_803_200_000, -1, 1_541_105_830_796, 9_224_318_015_999_999] {
                    writer.beginRow(columnCount: 1)
                    _ = writer.timestamp(millisecondsSince1970: milliseconds)
                }
                writer.finish()
                return writer.take()
            }
            #expect(
                try await connection.query("SELECT instant FROM instants ORDER BY 1").map { $0["instant"] } == [
                    "4714-11-24 00:00:00 BC", "1969-12-31 23:59:59.999", "2018-11-01 20:57:10.796",
                    "294276-12-31 23:59:59.999",
                ]
            )
        }
    }
}
