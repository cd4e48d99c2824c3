import CLibPQ

extension Rows {
    /// Copies a libpq result; the caller still owns it.
    init(_ result: OpaquePointer?) {
        let columnCount = PQnfields(result)
        let columns = (0..<columnCount).map { String(cString: PQfname(result, $0)) }
        let values = (0..<PQntuples(result)).map { row in
            (0..<columnCount).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
        let changed = PQcmdTuples(result).flatMap { Int(String(cString: $0)) }
        self.init(columns: columns, values: values, affected: changed ?? values.count)
    }
}
